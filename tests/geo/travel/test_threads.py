from __future__ import annotations

import os
import threading

import numpy as np
import pytest

from geo.travel import threads


def test_every_part_is_done_whatever_their_number():
    for many in (0, 1, 2, 9):
        done = np.zeros(many, int)

        def work(part: int, done: np.ndarray = done) -> None:
            done[part] += part + 1

        threads.each(work, range(many))
        assert done.tolist() == list(range(1, many + 1))


def test_parts_run_side_by_side_where_there_are_cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    met = threading.Barrier(2, timeout=30)
    threads.each(lambda _: met.wait() and None, range(2))
    assert not met.broken


def test_a_lone_core_takes_no_thread(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    seen: set[int] = set()
    threads.each(lambda _: seen.add(threading.get_ident()), range(5))
    assert seen == {threading.get_ident()}


def test_what_the_first_part_raises_is_raised():
    def work(part: int) -> None:
        if part > 1:
            raise ValueError(part)

    with pytest.raises(ValueError, match="2"):
        threads.each(work, range(4))
