"""Pairs: which site covers which point, or in how many minutes, with equal points merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import sparse

from geo.errors import Fault, ScenarioError


def _rows(
    site: np.ndarray, point: np.ndarray, values: np.ndarray, *, shape: tuple[int, int]
) -> sparse.csr_array:
    """Return points x sites, sites in order in each row; of a pair that is given twice the least value."""
    order = np.lexsort((values, site, point))
    site, point, values = site[order], point[order], values[order]
    new = np.ones(len(site), dtype=bool)
    new[1:] = (np.diff(point) != 0) | (np.diff(site) != 0)
    starts = np.concatenate([[0], np.cumsum(np.bincount(point[new], minlength=shape[0]))])
    return sparse.csr_array((values[new].astype(float), site[new], starts), shape=shape)


def _whole(weights: np.ndarray) -> np.ndarray:
    """Return the weights as whole numbers.

    Raises
    ------
    ScenarioError
        A weight is negative or no whole number.
    """
    given = np.asarray(weights, dtype=float)
    wrong = ~np.isfinite(given) | (given < 0) | (given % 1 != 0)
    if wrong.any():
        raise ScenarioError(
            Fault(
                "Points are weighed with whole numbers from 0 on",
                "Round the weights",
                ids=[str(i) for i in np.flatnonzero(wrong)],
            )
        )
    return given.astype(np.int64)


def alike(rows: sparse.csr_array, *, marks: np.ndarray) -> np.ndarray:
    """Return a group for each row, (n_rows,): rows of one group hold the same columns, values and mark.

    Rows are told apart by two 64-bit sums over their cells, then every row is compared with the first of its
    group, cell by cell; one that differs all the same becomes a group of its own. Groups are numbered by
    these sums and so do not depend on the order of the rows.
    """
    n_rows, n_columns = rows.shape
    size = np.diff(rows.indptr)
    keys = np.random.default_rng(0).integers(1, 2**63, (3, n_columns), dtype=np.uint64)
    cells = rows.data.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    cells ^= cells >> np.uint64(29)
    sums = np.zeros((2, n_rows), dtype=np.uint64)
    filled = np.flatnonzero(size)
    for one, key in zip(sums, keys[:2], strict=True):
        if len(filled):
            mixed = (cells + keys[2][rows.indices]) * (key[rows.indices] | np.uint64(1))
            one[filled] = np.add.reduceat(mixed, rows.indptr[filled])
    order = np.lexsort((sums[1], sums[0], size, marks))
    new = np.ones(n_rows, dtype=bool)
    for part in (sums[1], sums[0], size, marks):
        new[1:] &= part[order][1:] == part[order][:-1]
    new[1:] = ~new[1:]
    group = np.empty(n_rows, dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    first = order[new][group]
    there = np.arange(rows.nnz) + np.repeat(rows.indptr[first] - rows.indptr[:-1], size)
    differs = (rows.indices != rows.indices[there]) | (rows.data != rows.data[there])
    odd = np.unique(np.repeat(np.arange(n_rows), size)[differs])
    group[odd] = new.sum() + np.arange(len(odd))
    return group


@dataclass(frozen=True, eq=False)
class Cover:
    """Which site would cover which point.

    Parameters
    ----------
    rows : (n_points, n_sites), a cell for each pair.
    weights : what each point counts, whole numbers, (n_points,).
    held : how many sites that stand already cover each point, (n_points,).
    """

    rows: sparse.csr_array
    weights: np.ndarray
    held: np.ndarray

    @classmethod
    def of(
        cls,
        site: np.ndarray,
        point: np.ndarray,
        *,
        n_sites: int,
        weights: np.ndarray,
        held: np.ndarray | None = None,
    ) -> Self:
        """Take pairs of positions, (n_pairs,) each, in any order.

        Raises
        ------
        ScenarioError
            A weight is negative or no whole number.
        """
        n_points = len(weights)
        site, point = np.asarray(site, dtype=np.int64), np.asarray(point, dtype=np.int64)
        rows = _rows(site, point, np.ones(len(site)), shape=(n_points, n_sites))
        counted = np.zeros(n_points, dtype=np.int64) if held is None else np.asarray(held, dtype=np.int64)
        return cls(rows, _whole(weights), counted)

    def opened(self, fixed: Sequence[int]) -> Self:
        """Return the cover with these sites open: what they cover is held, and they can be chosen no more."""
        if not len(fixed):
            return self
        kept = ~np.isin(self.rows.indices, list(fixed))
        point = np.repeat(np.arange(self.rows.shape[0]), np.diff(self.rows.indptr))
        rows = _rows(self.rows.indices[kept], point[kept], self.rows.data[kept], shape=self.rows.shape)
        return replace(self, rows=rows, held=self.counted(fixed))

    def counted(self, sites: Sequence[int] | np.ndarray) -> np.ndarray:
        """Return how many sites cover each point with these open, those that stand already with them."""
        is_open = np.zeros(self.rows.shape[1])
        is_open[np.asarray(sites, dtype=np.int64)] = 1
        return np.asarray(self.held + (self.rows @ is_open).astype(np.int64))


@dataclass(frozen=True, eq=False)
class Minutes:
    """In how many minutes a site would reach a point; a pair that is left out is out of reach.

    Parameters
    ----------
    rows : (n_points, n_sites), minutes of each pair.
    weights : what each point counts, whole numbers, (n_points,).
    held_min : minutes of the nearest site that stands already, infinite where none reaches it, (n_points,).
    """

    rows: sparse.csr_array
    weights: np.ndarray
    held_min: np.ndarray

    @classmethod
    def of(
        cls,
        site: np.ndarray,
        point: np.ndarray,
        minutes: np.ndarray,
        *,
        n_sites: int,
        weights: np.ndarray,
        held_min: np.ndarray | None = None,
    ) -> Self:
        """Take pairs of positions with their minutes, (n_pairs,) each, in any order; NaN is out of reach.

        Raises
        ------
        ScenarioError
            A weight is negative or no whole number.
        """
        n_points = len(weights)
        minutes = np.asarray(minutes, dtype=float)
        there = np.isfinite(minutes)
        site, point = np.asarray(site, dtype=np.int64)[there], np.asarray(point, dtype=np.int64)[there]
        rows = _rows(site, point, minutes[there], shape=(n_points, n_sites))
        known = np.full(n_points, np.inf) if held_min is None else np.asarray(held_min, dtype=float)
        return cls(rows, _whole(weights), np.where(np.isnan(known), np.inf, known))

    @property
    def point(self) -> np.ndarray:
        """Point of each cell of `rows`, in order."""
        return np.repeat(np.arange(self.rows.shape[0]), np.diff(self.rows.indptr))

    def opened(self, fixed: Sequence[int]) -> Self:
        """Return the minutes with these sites open, and of the others only what is nearer than they are."""
        point, best = self.point, self.held_min.copy()
        is_open = np.isin(self.rows.indices, list(fixed))
        np.minimum.at(best, point[is_open], self.rows.data[is_open])
        kept = ~is_open & (self.rows.data < best[point])
        rows = _rows(self.rows.indices[kept], point[kept], self.rows.data[kept], shape=self.rows.shape)
        return replace(self, rows=rows, held_min=best)

    def within(self, limit_min: float) -> Cover:
        """Return who covers whom within a limit [min]; arriving on the minute is in time."""
        near = self.rows.data <= limit_min
        rows = _rows(self.rows.indices[near], self.point[near], np.ones(near.sum()), shape=self.rows.shape)
        held = np.isfinite(self.held_min) & (self.held_min <= limit_min)
        return Cover(rows, self.weights, held.astype(np.int64))

    def merged(self) -> Self:
        """Return the minutes with points of equal rows as one, their weights added."""
        marks = np.unique(self.held_min, return_inverse=True)[1]
        group = alike(self.rows, marks=marks)
        first = np.unique(group, return_index=True)[1]
        weights = np.bincount(group, self.weights, minlength=len(first)).astype(np.int64)
        return replace(self, rows=self.rows[first], weights=weights, held_min=self.held_min[first])
