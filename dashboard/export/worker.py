"""Worker: the process that makes products one after the other, so that no page waits for a drawing.

It reads orders from its standard input and writes what it makes to its standard output. When its server ends,
however that ends, its input does too, and it leaves at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO

from dashboard.export import contents
from dashboard.export.atlas import CancelledError
from dashboard.export.order import Order, receive, send
from dashboard.export.products import PRODUCTS, Request, Told
from geo import operation as operations
from geo.errors import Fault, GeoError, InputError
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation
from geo.scenario import Scenario

KEPT_OPERATIONS, KEPT_EVALUATIONS = 2, 3
NICE = 5
"""So much less urgent than the pages."""
STATUS = Path("/proc/self/status")
"""Where a Linux tells how much memory a process holds; others do not tell."""


class Bench:
    """The last evaluations, so that a second sheet of the same plan needs none."""

    def __init__(self) -> None:
        self._operations: OrderedDict[tuple[str, str], Operation] = OrderedDict()
        self._made: OrderedDict[tuple[str, str], Evaluation] = OrderedDict()

    def operation(self, path: str, digest: str) -> Operation:
        """Return an operation whose data are those that the page shows.

        Raises
        ------
        InputError
            They have changed in between.
        """
        if (path, digest) not in self._operations:
            loaded = operations.load(path)
            if loaded.digest != digest:
                fault = Fault(
                    "The data of the operation have changed since the page was drawn", "Reload the page"
                )
                raise InputError(fault)
            self._operations[path, digest] = loaded
        self._operations.move_to_end((path, digest))
        while len(self._operations) > KEPT_OPERATIONS:
            self._operations.popitem(last=False)
        return self._operations[path, digest]

    def evaluation(self, of: Operation, plan: Scenario) -> Evaluation:
        """Return the evaluation of a plan."""
        key = of.digest, plan.digest
        if key not in self._made:
            self._made[key] = evaluate(of, plan)
        self._made.move_to_end(key)
        while len(self._made) > KEPT_EVALUATIONS:
            self._made.popitem(last=False)
        return self._made[key]


class Worker:
    """Takes orders in, and sends out how far they are and what they came to."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self.source, self.sink = source, sink
        self.bench = Bench()
        self.orders: Queue[tuple[int, Order]] = Queue()
        self.stopped: set[int] = set()

    def listen(self) -> None:
        """Take in orders and stops until the server ends; then end too, whatever is being drawn."""
        while (message := receive(self.source)) is not None:
            head = message[0]
            if "stop" in head:
                self.stopped.add(head["stop"])
            else:
                self.orders.put((head["id"], Order.model_validate(head["order"])))
        os._exit(0)

    def work(self) -> None:
        """Make one product after the other.

        What nobody foresaw ends the process; the server starts another.
        """
        Thread(target=self.listen, daemon=True).start()
        while True:
            number, order = self.orders.get()
            send(self.sink, *self.answer(number, order))
            self.stopped.discard(number)

    def answer(self, number: int, order: Order) -> tuple[dict[str, Any], bytes]:
        """Return what an order comes to: the thing itself, what is wrong with it, or that it was stopped."""

        def told(done: int, total: int) -> None:
            if number in self.stopped:
                raise CancelledError
            send(self.sink, {"id": number, "kind": "progress", "done": done, "total": total})

        try:
            told(0, 0)
            body, about = self.made(order, told)
        except CancelledError:
            return {"id": number, "kind": "stopped"}, b""
        except GeoError as error:
            faults = [{**asdict(it), "ids": list(it.ids)} for it in error.faults]
            return {"id": number, "kind": "wrong", "faults": faults}, b""
        return {"id": number, "kind": "made", "about": about, "held_mb": held_mb()}, body

    def made(self, order: Order, told: Told) -> tuple[bytes, dict[str, Any]]:
        """Return what is ordered, and what is told about it."""
        of = self.bench.operation(order.operation, order.digest)
        other = self.bench.evaluation(of, order.other) if order.other is not None else None
        plan = self.bench.evaluation(of, order.scenario)
        request = Request(plan, other, order.options, order.by, order.suffix, order.table, order.author)
        if order.shape == "thumbnail":
            return contents.told(request, order.product)
        if order.shape == "clipboard":
            return contents.for_clipboard(request), {}
        return PRODUCTS[order.product].make(request, told), {}


def held_mb() -> float:
    """Return how much memory this process holds now [MB]; 0 where the machine does not tell."""
    if not STATUS.is_file():
        return 0.0
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def main() -> None:
    """Work until the server ends. What others print goes to the server's log, not among the products."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Worker(sys.stdin.buffer, sink).work()


if __name__ == "__main__":
    main()
