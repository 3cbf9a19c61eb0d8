"""Writers in processes of their own, which are killed or race each other; prints what came of it as JSON.

One interpreter starts, the others are forks of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable

import sqlalchemy as sa

from dashboard.access import Actor
from dashboard.store import ConflictError, Store, events, open_store, plans
from dashboard.store.tables import SNAPSHOT
from geo.scenario import Scenario


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Let a fork do something with the end of a pipe; return its number and the other end."""
    ours, its = os.pipe()
    number = os.fork()
    if number == 0:
        try:
            os.close(ours)
            work(its)
        finally:
            os._exit(0)
    os.close(its)
    return number, ours


def said(pipe: int) -> list[list[str]]:
    with os.fdopen(pipe, encoding="utf-8") as lines:
        return [line.split() for line in lines if line.endswith("\n")]


def begun(store: Store) -> str:
    plan = plans.create(
        store, Actor("wati", "planner"), operation="kota", data_digest="d", name="A", scenario=Scenario()
    )
    return plan.plan_id


def saving(store: Store, plan_id: str, pipe: int) -> None:
    """Save until somebody ends it, and report every save when it is done."""
    plan = plans.get(store, plan_id)
    while True:
        scenario = Scenario(name=f"{plan.version + 1} {time.monotonic_ns()}")
        actor = Actor("wati", "planner")
        plan = plans.save(store, actor, plan_id, based_on=plan.version, scenario=scenario)
        os.write(pipe, f"{plan.version} {plan.digest}\n".encode())


def heard(pipe: int, saves: int) -> bytes:
    """Wait for so many reports."""
    told = b""
    while told.count(b"\n") < saves and (more := os.read(pipe, 4096)):
        told += more
    return told


def kill(store: Store, kills: int, seed: int) -> dict[str, object]:
    """Kill a writer again and again in the middle of a save, and look whether what it reported is there."""
    chance, plan_id = random.Random(seed), begun(store)
    acked, lost, hot, problem = 0, 0, 0, ""
    for n in range(kills):
        number, pipe = forked(lambda its: saving(store, plan_id, its))
        since, saves = time.monotonic(), chance.randint(1, 2)
        told = heard(pipe, saves)
        time.sleep(chance.uniform(0, (time.monotonic() - since) / saves))
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        hot += store.file.with_name(f"{store.file.name}-journal").exists()
        with os.fdopen(pipe, "rb") as rest:
            reports = [line.split() for line in (told + rest.read()).decode().split("\n")[:-1]]
        acked += len(reports)
        asked = sa.select(SNAPSHOT.c.version, SNAPSHOT.c.digest).where(
            SNAPSHOT.c.version >= int(reports[0][0])
        )
        with store.reading() as connection:
            found = dict(connection.execute(asked).tuples().all())
        lost += sum(found.get(int(version)) != digest for version, digest in reports)
        if n % 50 == 0 or n == kills - 1:
            problem = problem or events.verify(store).problem
    return {"kills": kills, "saves": acked, "lost": lost, "journals": hot, "problem": problem}


def racing(store: Store, plan_id: str, pipe: int, *, writer: int, saves: int) -> None:
    """Try to save so many times, each time on what is there."""
    actor = Actor(f"w{writer}", "planner")
    for n in range(saves):
        plan, mark = plans.get(store, plan_id), f"{writer}/{n}"
        try:
            done = plans.save(
                store,
                actor,
                plan_id,
                based_on=plan.version,
                scenario=Scenario(name=mark),
                reason=plan.scenario.name,
            )
            os.write(pipe, f"saved {done.version} {mark}\n".encode())
        except ConflictError as clash:
            who = clash.theirs.author
            os.write(pipe, f"branch {clash.mine.plan_id} {mark} {who}\n".encode())


def race(store: Store, writers: int, saves: int) -> dict[str, object]:
    """Let writers race; an update is lost where a version is not built on the one before, or work is nowhere."""
    plan_id = begun(store)
    store.engine.dispose()
    started = [
        forked(lambda its, w=w: racing(store, plan_id, its, writer=w, saves=saves)) for w in range(writers)
    ]
    told = [line for _number, pipe in started for line in said(pipe)]
    for number, _pipe in started:
        os.waitpid(number, 0)
    kept = {it.version: it for it in plans.versions(store, plan_id)}
    branches = {it.plan_id: it.scenario.name for it in plans.of_operation(store, "kota")}
    saved = [line for line in told if line[0] == "saved"]
    lost = sum(kept[int(version)].scenario.name != mark for _word, version, mark in saved)
    lost += sum(branches[line[1]] != line[2] for line in told if line[0] == "branch")
    lost += sum(it.reason != kept[n - 1].scenario.name for n, it in kept.items() if n > 1)
    lost += len({line[1] for line in saved}) != len(saved) or sorted(kept) != list(range(1, len(saved) + 2))
    conflicts = [line for line in told if line[0] == "branch"]
    return {
        "attempts": len(told),
        "saved": len(saved),
        "conflicts": len(conflicts),
        "unnamed": sum(len(line) < 4 for line in conflicts),
        "lost": lost,
        "problem": events.verify(store).problem,
    }


def main() -> None:
    mode, url, first, second = sys.argv[1:5]
    done = {"kill": kill, "race": race}[mode](open_store(url), int(first), int(second))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
