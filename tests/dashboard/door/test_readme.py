"""The files that the README gives for a server of the command post are good as they stand."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard import serve_command
from dashboard.door import identity

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
NGINX = [it for it in [shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")] if it]


def block(kind: str, holding: str) -> str:
    """Return the one block of the README of a kind that holds some words."""
    (found,) = [it for it in re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL) if holding in it]
    return found


def proxy(folder: Path, *, port: int = 8443, behind: int = 8501) -> Path:
    """Write a whole configuration around the block, with a certificate of its own, for this machine alone."""
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=petapam.polres.example",
    ]
    subprocess.run(
        [*command, "-keyout", folder / "petapam.key", "-out", folder / "petapam.crt"],
        check=True,
        capture_output=True,
    )
    site = block("nginx", "proxy_pass").replace("/etc/petapam", str(folder))
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port + 1};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    site = site.replace("127.0.0.1:8501", f"127.0.0.1:{behind}")
    kept = "\n".join(
        f"{it}_temp_path {folder}/{it};" for it in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{kept}\n{site}\n}}\n"
    file = folder / "nginx.conf"
    file.write_text(whole)
    return file


@pytest.mark.parametrize("nginx", NGINX)
def test_nginx_takes_the_file_of_the_readme(nginx, tmp_path):
    done = subprocess.run([nginx, "-t", "-c", proxy(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_proxy_names_host_and_person_anew_and_carries_sockets():
    site = block("nginx", "proxy_pass")
    for line in ("Host $http_host", "X-Forwarded-For $remote_addr", "Upgrade $http_upgrade"):
        assert f"proxy_set_header {line};" in site


def test_the_service_starts_a_shared_server_with_options_that_there_are():
    parsed = configparser.ConfigParser(strict=False)
    parsed.optionxform = str
    parsed.read_string(block("ini", "ExecStart"))
    command = parsed["Service"]["ExecStart"].split()
    assert command[1:4] == ["serve", "--shared", "--tls"]
    source = Path(serve_command.__file__).read_text(encoding="utf-8")
    assert all(f"{it[2:].replace('-', '_')}:" in source for it in command if it.startswith("--"))
    assert parsed["Service"]["UMask"] == "0077"


def test_the_file_of_a_provider_can_be_read(tmp_path):
    file = tmp_path / "oidc.toml"
    file.write_text(block("toml", "issuer"))
    assert set(identity.read(file).roles.values()) == {"planner", "leadership"}
