"""The only room that caches: operations, evaluations and map layers, shared read-only by all sessions."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

import streamlit as st

from dashboard import provinces
from dashboard.layers import Payload
from geo import catalogue
from geo import operation as operations
from geo.batch.province import Province, read
from geo.evaluate import Evaluation, evaluate
from geo.operation import Meta, Operation
from geo.scenario import Scenario

T = TypeVar("T")
RESULTS = 64
"""So many results of long work are kept."""
ASKED_AGAIN_S = 30
"""So often a routing service that was silent gets another chance [s]."""


def _stamp(path: str) -> tuple[tuple[str, int, int], ...]:
    folder = catalogue.operations().get(path, Path(path))
    if not folder.is_dir():
        return ()
    return tuple((f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in sorted(folder.iterdir()))


@st.cache_resource(show_spinner=False, max_entries=8)
def _operation(path: str, stamp: tuple[tuple[str, int, int], ...]) -> Operation:
    del stamp  # part of the key only: a changed file is another operation
    return operations.load(path)


def operation(path: str) -> Operation:
    """Return an operation by folder or shipped id, read again when a file of it has changed."""
    return _operation(path, _stamp(path))


@st.cache_resource(show_spinner=False, max_entries=64)
def _meta(path: str, stamp: tuple[tuple[str, int, int], ...]) -> Meta:
    del stamp
    return Meta.from_toml(catalogue.operations().get(path, Path(path)) / "operation.toml")


def meta(path: str) -> Meta:
    """Return what an operation says about itself, without its tables."""
    return _meta(path, _stamp(path))


@st.cache_resource(show_spinner=False, max_entries=2)
def _province(path: Path, stamp: tuple[int, int]) -> Province:
    del stamp
    return read(path)


def province() -> Province | None:
    """Return the last run over many operations, read again when it is another; None where there is none."""
    path = provinces.place()
    if not path.is_file():
        return None
    return _province(path, (path.stat().st_mtime_ns, path.stat().st_size))


@st.cache_resource(show_spinner=False, max_entries=64)
def _evaluation(
    _operation: Operation, digest: str, scenario_digest: str, service: tuple[str, int], _scenario: Scenario
) -> Evaluation:
    del digest, scenario_digest, service
    return evaluate(_operation, _scenario)


def evaluation(of: Operation, scenario: Scenario) -> Evaluation:
    """Return the evaluation of a scenario; one that lacked its routing service is soon made again."""
    routing = of.meta.routing if scenario.engine == "service" else None
    made = _evaluation(of, of.digest, scenario.digest, (repr(routing), 0), scenario)
    if routing is None or not made.engine.faults:
        return made
    period = 1 + int(time.monotonic() // ASKED_AGAIN_S)
    return _evaluation(of, of.digest, scenario.digest, (repr(routing), period), scenario)


@st.cache_resource(show_spinner=False, max_entries=256)
def _payload(key: tuple[str, ...], _make: Callable[[], Payload | None]) -> Payload | None:
    del key
    return _make()


def payload(*key: str, make: Callable[[], Payload | None]) -> Payload | None:
    """Return a map layer; `key` names what it shows, of which data, in which language."""
    return _payload(key, make)


class _Kept:
    """The last results of long work, by key."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, ...], object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> object:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def put(self, key: tuple[str, ...], value: object) -> None:
        with self._lock:
            self._made[key] = value
            while len(self._made) > RESULTS:
                self._made.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _results() -> _Kept:
    return _Kept()


def kept(key: tuple[str, ...]) -> object:
    """Return the result of long work under a key, or None."""
    return _results().get(key)


def keep(key: tuple[str, ...], value: T) -> T:
    """Keep the result of long work for all sessions, and return it."""
    _results().put(key, value)
    return value
