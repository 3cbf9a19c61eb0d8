"""The wheel that is built from the repository works outside of it, without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.browser.serving import free_port, printed, said, wait_until_healthy

pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = os.name == "nt"
TRAVELS = (
    *("dashboard/py.typed", "geo/py.typed", "dashboard/.streamlit/config.toml"),
    *("dashboard/static/vendor/manifest.toml", "dashboard/static/vendor/leaflet/leaflet.js"),
    "dashboard/static/vendor/leaflet/images/layers.png",
    "dashboard/static/vendor/inter/inter-latin-wght-normal.woff2",
    *(
        "dashboard/door/door.css",
        "dashboard/front/petapam.js",
        "dashboard/front/petapam.css",
        "dashboard/views/briefing.py",
    ),
    "dashboard/locale/id/LC_MESSAGES/petapam.po",
    *("geo/shipped/aliases.toml", "geo/shipped/columns.toml", "geo/shipped/sources.toml"),
    *("geo/shipped/indicators.toml", "geo/shipped/patterns.toml"),
    *("geo/shipped/roles.toml", "geo/shipped/stages.toml"),
    *(
        f"geo/shipped/operations/{name}/{file}"
        for name in ("pasuruan-kota-2022", "pasuruan-2023")
        for file in ("operation.toml", "villages.geojson", "stations.csv", "units.csv", "ground.geojson")
    ),
)


def run(*command: object, **options) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(it) for it in command], capture_output=True, text=True, check=False, timeout=300, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Build the wheel from the repository as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT),
        cwd=folder,
        env=os.environ | {"PIP_NO_INDEX": "1"},
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def fresh(wheel, tmp_path_factory) -> Path:
    """Install the wheel alone into a fresh environment and return the folder of its programs.

    The libraries it needs are those of this environment, by `PYTHONPATH`: there, the project itself is only
    an editable link, which `PYTHONPATH` does not follow.
    """
    home = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", "--without-pip", home)
    programs = home / ("Scripts" if WINDOWS else "bin")
    install = ("install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", programs / "python", *install, wheel)
    return programs


@pytest.fixture
def outside(tmp_path) -> dict[str, object]:
    """Give the options of a program that runs in an empty folder and sees nothing of the repository."""
    settings = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "STREAMLIT"))
    }
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return {
        "cwd": tmp_path,
        "env": settings | {"PYTHONPATH": os.pathsep.join(sorted(libraries)), "HOME": str(tmp_path)},
    }


def test_everything_that_is_needed_travels_in_the_wheel(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(set(TRAVELS) - inside) == []
    shipped = {
        path.relative_to(ROOT).as_posix()
        for folder in ("geo", "dashboard")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(shipped - inside) == []


def test_nothing_else_travels_in_the_wheel(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"geo", "dashboard"}
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "test" in name or "facts" in name]


def test_the_licence_travels_in_the_wheel(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "dashboard/static/vendor/leaflet/LICENSE" in names


def test_the_packages_are_those_of_the_wheel(fresh, outside):
    where = "import geo, dashboard, geo.catalogue as c; print(geo.__file__, dashboard.__file__, c.home())"
    for path in run(fresh / "python", "-c", where, **outside).stdout.split():
        assert Path(path).is_relative_to(fresh.parent)
    assert Path(find_spec("geo").origin).is_relative_to(ROOT)


def test_the_wheel_evaluates_a_shipped_operation_from_an_empty_folder(fresh, outside):
    done = run(fresh / "petapam", "evaluate", "pasuruan-2023", "--json", **outside)
    result = json.loads(done.stdout)
    assert result["operation"] == "pasuruan-2023"
    assert result["summary"]["electing_villages"] == 31
    here = run(sys.executable, "-m", "dashboard.cli", "evaluate", "pasuruan-2023", "--json", cwd=ROOT)
    assert result["summary"] == json.loads(here.stdout)["summary"]
    assert list(outside["cwd"].iterdir()) == []


def test_the_program_of_the_wheel_explains_itself(fresh, outside):
    told = run(fresh / "petapam", "--help", **outside).stdout
    assert all(command in told for command in ("serve", "check", "evaluate"))


def test_the_wheel_speaks_indonesian(fresh, outside):
    code = "from dashboard import text; text.use('id'); print(text._('Coverage'))"
    assert run(fresh / "python", "-c", code, **outside).stdout.strip() == "Cakupan"


@contextmanager
def serving(fresh, outside):
    """Serve the dashboard of the wheel and give its address, with its key."""
    port = free_port()
    command = [fresh / "petapam", "serve", "--port", str(port)]
    outside["env"] = outside["env"] | {"PYTHONUNBUFFERED": "1"}
    with (
        TemporaryFile() as told,
        subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT, **outside) as server,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", server, told)
            yield printed(told)
        finally:
            server.terminate()
            server.wait(timeout=20)
            print(said(told))


def test_the_wheel_serves_the_dashboard_with_its_assets_and_headers(fresh, outside):
    with serving(fresh, outside) as url:
        browser, seen = build_opener(HTTPCookieProcessor()), {}
        browser.open(url).close()
        base = url.partition("/open/")[0]
        for path in (
            "/_stcore/health",
            "/",
            "/app/static/vendor/leaflet/leaflet.js",
            "/app/static/vendor/inter/inter-latin-wght-normal.woff2",
            "/front/petapam.js",
        ):
            with browser.open(base + path, timeout=20) as answer:
                seen[path] = answer.read()
                assert answer.status == 200
                assert "default-src 'self'" in answer.headers["content-security-policy"], path
                assert answer.headers["x-content-type-options"] == "nosniff", path
        assert seen["/_stcore/health"] == b"ok"
        leaflet = ROOT / "dashboard" / "static" / "vendor" / "leaflet" / "leaflet.js"
        assert seen["/app/static/vendor/leaflet/leaflet.js"] == leaflet.read_bytes()


def test_a_page_of_another_host_cannot_open_a_session(fresh, outside):
    with serving(fresh, outside) as url:
        jar = CookieJar()
        build_opener(HTTPCookieProcessor(jar)).open(url).close()
        cookie, own = "; ".join(f"{it.name}={it.value}" for it in jar), urlsplit(url).netloc
        good, bad = f"http://{own}", "http://petapam.invalid"
        assert upgraded(own, host=own, origin=good, cookie=cookie) == 101
        assert upgraded(own, host=own, origin=good, cookie="") == 403
        assert upgraded(own, host="petapam.invalid", origin=bad, cookie=cookie) == 403
        assert upgraded(own, host=own, origin=bad, cookie=cookie) == 403


def upgraded(address: str, *, host: str, origin: str, cookie: str) -> int:
    """Ask for the socket of a session and return the status of the answer."""
    asking = HTTPConnection(address, timeout=20)
    headers = {
        "Host": host,
        "Origin": origin,
        "Cookie": cookie,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "cGV0YXBhbXBldGFwYW0hIQ==",
    }
    asking.request("GET", "/_stcore/stream", headers=headers)
    status = asking.getresponse().status
    asking.close()
    return status
