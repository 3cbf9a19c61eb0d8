"""Engines: exchangeable ways to search a road network, all with the same results."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple, Protocol, cast

import numpy as np

from geo.errors import Fault, NotFoundError


class Network(NamedTuple):
    """Directed edges by tail node, those of node i at ``indptr[i]:indptr[i + 1]``; minutes on the grid."""

    indptr: np.ndarray
    head: np.ndarray
    minutes: np.ndarray
    metres: np.ndarray

    @property
    def n_nodes(self) -> int:
        """How many nodes the network has."""
        return len(self.indptr) - 1

    @property
    def tail(self) -> np.ndarray:
        """Tail node of each edge."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.indptr))


class Seeds(NamedTuple):
    """Where units come onto the network: node, unit (0 .. units - 1), minutes and metres until then.

    A unit may have several.
    """

    node: np.ndarray
    label: np.ndarray
    minutes: np.ndarray
    metres: np.ndarray
    units: int

    def at(self, rows: np.ndarray) -> Seeds:
        """Return some of the seeds."""
        return Seeds(self.node[rows], self.label[rows], self.minutes[rows], self.metres[rows], self.units)


class Engine(Protocol):
    """A search over a network."""

    def nearest(self, network: Network, seeds: Seeds, *, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return labels, minutes and metres of the k nearest distinct units of each node, (n_nodes, k).

        Ordered by minutes, then label; -1 and infinity where none is left. Labels and minutes are the same in
        every engine; metres are those of one of the fastest ways.
        """
        ...

    def table(
        self, network: Network, seeds: Seeds, targets: np.ndarray, *, limit_min: float = np.inf
    ) -> np.ndarray:
        """Return minutes of each unit to each target node, (units, n_targets); infinite beyond the limit."""
        ...


def _scipy() -> Engine:
    return cast("Engine", import_module("geo.travel.passes"))


def _numba() -> Engine:
    if find_spec("numba") is None:
        fault = Fault("The engine numba is not installed", "Install petapam[fast] or use the engine scipy")
        raise NotFoundError(fault)
    return cast("Engine", import_module("geo.travel.kernel"))


ENGINES: dict[str, Callable[[], Engine]] = {"scipy": _scipy, "numba": _numba}


def engine(name: str = "auto") -> Engine:
    """Return an engine by name; ``auto`` is numba where it is installed, else scipy.

    Raises
    ------
    NotFoundError
        There is no such engine here.
    """
    if name == "auto":
        name = "numba" if find_spec("numba") is not None else "scipy"
    if name not in ENGINES:
        known = {"name": name, "known": ", ".join(ENGINES)}
        raise NotFoundError(Fault("There is no road engine {name}", "Choose one of {known}", known))
    return ENGINES[name]()
