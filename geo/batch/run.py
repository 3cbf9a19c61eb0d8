"""Run: every operation a task; what breaks is tried again or listed, and stops nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.batch import cluster
from geo.batch.found import Found
from geo.batch.province import Failure, Told
from geo.batch.task import Outcome, assessed
from geo.errors import Fault, ServiceError
from geo.scenario import Scenario

if TYPE_CHECKING:
    from distributed import Client, Future

RETRIES = 2
"""So often a task that broke off is tried again. Data that break their contract are no such thing."""
LOOK_S = 0.2
"""So often it is looked at how far the work is [s]."""


@dataclass(frozen=True)
class Progress:
    """How far a run is; weights are those of `Found`."""

    done: int
    failed: int
    running: int
    of: int
    weight: int
    of_weight: int


Report = Callable[[Progress], None]
Task = Callable[[Found, str], Outcome | Failure]


def run(
    client: Client,
    wanted: Sequence[Found],
    scenario: Scenario,
    *,
    told: Report = lambda _progress: None,
    task: Task = assessed,
) -> list[Outcome | Failure]:
    """Evaluate operations on a cluster and return what came of each, in the order of their keys.

    The heaviest begin first. A worker that is lost loses nothing: its task, and results that only it held,
    are made again elsewhere. Whatever waits at a worker is suspected when it is lost; so those that were lost
    every time are tried once more, each alone, and only the one that ends its worker stays without a result.

    Parameters
    ----------
    told : is called again and again with how far the work is.
    task : what is done with each operation and the scenario as JSON.

    Raises
    ------
    ServiceError
        The scheduler is gone.
    """
    plan = scenario.model_dump_json()
    heaviest = sorted(wanted, key=lambda it: (-it.weight, it.key))
    made: dict[str, Outcome | Failure] = {}

    def go(part: Sequence[Found]) -> None:
        for it, answer in _answers(
            client, part, plan, task=task, look=lambda: told(_far(client, wanted, made))
        ):
            made[it.key] = answer

    go(heaviest)
    lost = [it for it in heaviest if isinstance(answer := made[it.key], Failure) and answer.kind == "lost"]
    for it in lost if len(heaviest) > 1 else ():
        del made[it.key]
        go([it])
    return [made[it.key] for it in sorted(wanted, key=lambda it: it.key)]


def _answers(
    client: Client, part: Sequence[Found], plan: str, *, task: Task, look: Callable[[], None]
) -> Iterator[tuple[Found, Outcome | Failure]]:
    """Yield what comes of some operations, as it comes; what is still under way at the end is called off."""
    tasks: dict[Future, Found] = {
        client.submit(task, it, plan, retries=RETRIES, pure=False): it for it in part
    }
    waiting = cluster.package().as_completed(list(tasks), loop=client.loop)
    try:
        while waiting.count():
            for future in waiting.next_batch(block=False):
                it = tasks.pop(future)
                yield it, _answer(client, future, it)
                future.release()
            look()
            if waiting.count():
                time.sleep(LOOK_S)
    finally:
        if tasks and client.status == "running":
            client.cancel(list(tasks), force=True)


def _far(client: Client, wanted: Sequence[Found], made: dict[str, Outcome | Failure]) -> Progress:
    _alive(client)
    threads: dict[str, int] = client.nthreads()
    held: dict[str, Sequence[str]] = client.processing()
    return Progress(
        done=len(made),
        failed=sum(isinstance(it, Failure) for it in made.values()),
        running=sum(min(len(keys), threads.get(worker, 1)) for worker, keys in held.items()),
        of=len(wanted),
        weight=sum(it.weight for it in wanted if it.key in made),
        of_weight=sum(it.weight for it in wanted),
    )


def _alive(client: Client) -> None:
    if client.status != "running":
        raise ServiceError(Fault("The scheduler is gone", "Start it and run again"))


def _answer(client: Client, future: Future, it: Found) -> Outcome | Failure:
    """Return what a finished task came to; an error of it as a failure."""
    if future.status == "cancelled":
        _alive(client)
    error = None if future.status == "finished" else future.exception()
    if error is None:
        made: Outcome | Failure = future.result()
        return made
    if isinstance(error, cluster.package().KilledWorker):
        fault = Fault(
            "Its worker was lost every time", "Use fewer workers, so that each has more memory, and run again"
        )
        return Failure(key=it.key, folder=str(it.folder), kind="lost", faults=(Told.of(fault),))
    fault = Fault(
        "It broke off {n} times, the last time with {error}",
        "Run it again, and tell us when it breaks off again",
        {"n": RETRIES + 1, "error": f"{type(error).__name__}: {error}"},
    )
    return Failure(key=it.key, folder=str(it.folder), kind="error", faults=(Told.of(fault),))
