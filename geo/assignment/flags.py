"""Flags: whole groups served or not, as a flow, where the structure allows.

A group counts only if every need of every force at each of its stations is met. That is a flow as long as
the group competes with others for at most one person, and for nothing else but its village's own Linmas:

- a need whose units can serve everybody who asks them at once, each by his cheapest unit, is a plain cost;
- a need that one unit alone can meet, which meets nothing else (the Linmas of a village), is a plain cost
  too; if all groups ask it for equally many, as many groups can be served as goes into its people: a quota;
- what is left, one person at most for each group, is carried by the flow: going without it is going without
  all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.assignment import flow as flows
from geo.assignment.arcs import Reach
from geo.assignment.control import Stop
from geo.assignment.flow import Flow
from geo.assignment.network import UNTAGGED, Network
from geo.assignment.plain import cheapest_arc, complete, plain


@dataclass(frozen=True, eq=False)
class Choice:
    """Which groups are served (g,), and the people on the arcs of `reach`."""

    reach: Reach
    served: np.ndarray
    people: np.ndarray


def private(reach: Reach, people: np.ndarray, units: int) -> np.ndarray:
    """Return the one unit of each demand that has but one, which serves none that has others; -1 else."""
    arcs = reach.arcs
    live = people[arcs.demand] > 0
    choices = np.bincount(arcs.demand[live], minlength=len(people))
    single = (choices == 1) & complete(reach) & (people > 0)
    shared = np.zeros(units, bool)
    shared[arcs.unit[live & ~single[arcs.demand]]] = True
    unit = np.full(len(people), -1)
    mine = live & single[arcs.demand]
    unit[arcs.demand[mine]] = arcs.unit[mine]
    return np.where((unit >= 0) & ~shared[unit], unit, -1)


def _quotas(
    group: np.ndarray, unit: np.ndarray, people: np.ndarray, *, groups: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return for each group its unit with a quota (-1: none), and what each takes there; None if unequal."""
    key = unit.astype(np.int64) * groups + group
    pairs, of = np.unique(key, return_inverse=True)
    taken = np.bincount(of, people, len(pairs)).astype(np.int64)
    at, who = pairs // groups, pairs % groups
    if len(np.unique(who)) < len(who):
        return None
    units = int(unit.max(initial=-1)) + 1
    least, most = np.full(units, np.iinfo(np.int64).max), np.zeros(units, np.int64)
    np.minimum.at(least, at, taken)
    np.maximum.at(most, at, taken)
    if (least[at] != most[at]).any():
        return None
    tagged, each = np.full(groups, -1), np.ones(groups, np.int64)
    tagged[who], each[who] = at, taken
    return tagged, each


def _sorted(reach: Reach, people: np.ndarray, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the unit of the demands with a quota (-1: none), and which demands the flow must carry, (d,)."""
    own = private(reach, people, len(capacity))
    cost_only = plain(reach, people, capacity, cheapest_arc(reach))
    quota_at = np.where(cost_only, -1, own)
    return quota_at, (people > 0) & ~cost_only & (quota_at < 0)


def choose(
    reach: Reach, people: np.ndarray, capacity: np.ndarray, *, weight: np.ndarray, should_stop: Stop
) -> Choice | None:
    """Return the groups to serve so that their weight is largest, then the cost least; None if no flow says.

    Arcs that the flow had to add may tie together what was counted apart, so then it starts again.

    Parameters
    ----------
    people : of each demand, 0 where its group is out of the question.
    weight : of each group (g,).
    """
    while True:
        choice = _chosen(reach, people, capacity, weight=weight, should_stop=should_stop)
        if choice is None or choice.reach is reach:
            return choice
        before, after = (_sorted(it, people, capacity) for it in (reach, choice.reach))
        if all(np.array_equal(*pair) for pair in zip(before, after, strict=True)):
            return choice
        reach = choice.reach


def _chosen(
    reach: Reach, people: np.ndarray, capacity: np.ndarray, *, weight: np.ndarray, should_stop: Stop
) -> Choice | None:
    """Return what `choose` does, for the arcs that are known."""
    group, groups, arcs = reach.demand.group, len(weight), reach.arcs
    best = cheapest_arc(reach)
    quota_at, main = _sorted(reach, people, capacity)
    if (people[main] != 1).any() or (np.bincount(group[main], minlength=groups) > 1).any():
        return None
    limited = np.flatnonzero(quota_at >= 0)
    quotas = _quotas(group[limited], quota_at[limited], people[limited], groups=groups)
    if quotas is None:
        return None
    tagged, each = quotas
    fixed = np.flatnonzero((people > 0) & ~main)
    const = np.bincount(group[fixed], arcs.cost[best[fixed]] * people[fixed], groups).astype(np.int64)
    speaker = _speakers(group, people, main)
    lone = speaker[~main[speaker]]
    credit = const[group[speaker]]
    credit[~main[speaker]] -= arcs.cost[best[lone]]
    names, tag = np.unique(np.where(tagged >= 0, tagged, len(capacity)), return_inverse=True)
    quota = _room(names, tag, each, capacity)
    ask, times, saved = (np.zeros(len(people), np.int64) for _ in range(3))
    tags = np.full(len(people), UNTAGGED)
    ask[speaker], times[speaker], saved[speaker] = 1, weight[group[speaker]], credit
    tags[speaker] = np.where(tagged[group[speaker]] >= 0, tag[group[speaker]], UNTAGGED)
    found = flows.cheapest(reach, Network(ask, times, saved, capacity, tags, quota), should_stop=should_stop)
    return None if found is None else _told(found, speaker, main, people, groups=groups)


def _speakers(group: np.ndarray, people: np.ndarray, main: np.ndarray) -> np.ndarray:
    """Return the demand that speaks for each group that asks for anybody: its main one, else its first."""
    live = np.flatnonzero(people > 0)
    order = live[np.lexsort((live, ~main[live], group[live]))]
    first = np.ones(len(order), bool)
    first[1:] = group[order][1:] != group[order][:-1]
    return np.sort(order[first])


def _room(names: np.ndarray, tag: np.ndarray, each: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Return how many groups each quota admits."""
    room = np.append(capacity, 0)[names]
    share = np.ones(len(names), np.int64)
    np.maximum.at(share, tag, each)
    return np.asarray(np.where(names < len(capacity), room // share, len(tag)))


def _told(found: Flow, speaker: np.ndarray, main: np.ndarray, people: np.ndarray, *, groups: int) -> Choice:
    """Return the choice that a flow of speakers means, with the people of all demands."""
    reach = found.reach
    group = reach.demand.group
    served = np.ones(groups, bool)
    served[group[speaker[found.without[speaker] > 0]]] = False
    best, posted = cheapest_arc(reach), np.where(main[reach.arcs.demand], found.people, 0)
    fixed = np.flatnonzero((people > 0) & ~main & served[group])
    posted[best[fixed]] = people[fixed]
    return Choice(reach, served, posted)
