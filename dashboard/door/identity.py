"""Identity: which provider of identities is believed, and which role follows from what it says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.access import ROLES, Actor
from dashboard.door.setup import is_loopback
from geo.errors import Fault, InputError

VARIABLE = "PETAPAM_OIDC_SECRET"
NAME_LETTERS = 64
BETWEEN = ":"
"""Between the key of a provider and a name; the name of a local account has none."""


class Provider(BaseModel):
    """A provider of identities, as its file describes it.

    Parameters
    ----------
    key : short word that stands before the names of its people, so that they are no local accounts.
    name : what the button calls it.
    issuer : its address; https, except on this machine.
    client_id, client_secret : how it knows this server; the secret may stand in `PETAPAM_OIDC_SECRET`.
    redirect : address of this server to which it sends people back; by default where this server is.
    scope : what it is asked for.
    name_claim, role_claim : where it says who somebody is and what he belongs to; dots lead into tables.
    roles : what somebody belongs to -> role; the first that fits is taken.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9-]{1,20}$")
    name: str = Field(min_length=1, max_length=60)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: str = Field(default="", repr=False)
    redirect: str = ""
    scope: str = "openid profile"
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    roles: dict[str, str]

    def actor(self, claims: Mapping[str, object]) -> Actor:
        """Return who somebody is by what the provider says of him.

        Raises
        ------
        InputError
            It gives him no name, or nothing that a role follows from.
        """
        name = claimed(claims, self.name_claim)
        if not isinstance(name, str) or not name.strip():
            raise InputError(
                Fault(
                    "{name} does not say who you are", "Ask whoever administers PetaPAM", {"name": self.name}
                )
            )
        given = claimed(claims, self.role_claim)
        belongs = {given} if isinstance(given, str) else set(given) if isinstance(given, list) else set()
        role = next((role for group, role in self.roles.items() if group in belongs), None)
        if role is None:
            raise InputError(
                Fault(
                    "{name} knows you, but gives you no role in PetaPAM",
                    "Ask whoever administers PetaPAM",
                    {"name": self.name},
                )
            )
        return Actor(f"{self.key}{BETWEEN}{name.strip()[:NAME_LETTERS]}", role)


def claimed(claims: Mapping[str, object], path: str) -> object:
    """Return what stands under a name; dots lead into tables where no name has them itself."""
    if path in claims or "." not in path:
        return claims.get(path)
    first, _dot, rest = path.partition(".")
    inner = claims.get(first)
    return claimed(inner, rest) if isinstance(inner, Mapping) else None


def is_safe(address: str) -> bool:
    """Return whether an address is asked through TLS, or never leaves this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def read(path: Path) -> Provider:
    """Read the file of a provider.

    Raises
    ------
    InputError
        It is no TOML, lacks something, names a role that there is not, or an address without TLS.
    """
    try:
        found = Provider.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            Fault("{path} cannot be read ({why})", "Correct the file", {"path": path, "why": error})
        ) from error
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in error.errors())
        raise InputError(
            Fault("{path} is not complete ({why})", "Correct the file", {"path": path, "why": said})
        ) from error
    unknown = sorted(set(found.roles.values()) - set(ROLES))
    if unknown or not found.roles:
        values = {"path": path, "role": ", ".join(unknown) or "–", "known": ", ".join(ROLES)}
        raise InputError(Fault("{path} gives roles that there are not: {role}", "Choose of {known}", values))
    if not is_safe(found.issuer) or (found.redirect and not is_safe(found.redirect)):
        raise InputError(Fault("{path} names an address without https", "Correct the file", {"path": path}))
    secret = os.environ.get(VARIABLE)
    return found.model_copy(update={"client_secret": secret}) if secret else found
