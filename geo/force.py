"""Force: whose people they are."""

from __future__ import annotations

from typing import Literal, get_args

Force = Literal["polri", "brimob", "tni", "linmas", "satpol_pp"]
FORCES: tuple[Force, ...] = get_args(Force)
"""Every force, in the order in which tables list them and in which ties are broken."""
