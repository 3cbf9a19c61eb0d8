"""Worker: the process that makes products one after the other, so that no page waits for a drawing.

It reads orders from its standard input and writes what it makes to its standard output. When its server ends,
however that ends, its input does too, and it leaves at once.
"""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO

from dashboard.export import bounds, contents
from dashboard.export.atlas import CancelledError
from dashboard.export.order import Order, posted, receive, send
from dashboard.export.products import PRODUCTS, Request, Told
from geo import operation as operations
from geo.errors import Fault, GeoError, InputError
from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation
from geo.scenario import Scenario
from geo.travel import carried

KEPT_OPERATIONS, KEPT_EVALUATIONS = 2, 3
NICE = 5
"""So much less urgent than the pages is a product; a thumbnail, for which a page waits, is not."""


class Bench:
    """The last evaluations, so that a second sheet of the same plan needs none."""

    def __init__(self) -> None:
        self._operations: OrderedDict[tuple[str, str], Operation] = OrderedDict()
        self._made: OrderedDict[tuple[str, str, str], Evaluation] = OrderedDict()

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

    def evaluation(self, of: Operation, plan: Scenario, handed: bytes = b"") -> Evaluation:
        """Return the evaluation of a plan; `handed` is what the server was told by a routing service."""
        key = of.digest, plan.digest, hashlib.sha256(handed).hexdigest()
        if key not in self._made:
            engine = carried.engine(handed, plan, roads=of.roads, routing=of.meta.routing) if handed else None
            self._made[key] = evaluate(of, plan, engine=engine)
        self._made.move_to_end(key)
        while len(self._made) > KEPT_EVALUATIONS:
            self._made.popitem(last=False)
        return self._made[key]

    def request(self, order: Order, handed: tuple[bytes, bytes]) -> Request:
        """Return what is asked for, by the numbers that the page shows.

        Raises
        ------
        InputError
            The numbers would be others than those of the page.
        """
        of = self.operation(order.operation, order.digest)
        other = self.evaluation(of, order.other, handed[1]) if order.other is not None else None
        plan = self.evaluation(of, order.scenario, handed[0])
        if order.evaluated and plan.digest != order.evaluated:
            fault = Fault(
                "The numbers on the page are not those that would be printed; nothing was made",
                "Reload the page",
            )
            raise InputError(fault)
        return Request(
            plan, other, order.options, order.by, order.suffix, order.table, order.author, order.layer
        )

    def agree(self, order: Order, plan: Evaluation) -> None:
        """Refuse what holds another posting than the page does, and forget it.

        Raises
        ------
        InputError
            The posting was ended by its limit of time, there and here, at different answers.
        """
        found = vars(plan.guarding).get("posting")
        if order.posted and found is not None and posted(found) != order.posted:
            self._made = OrderedDict((key, it) for key, it in self._made.items() if it is not plan)
            fault = Fault(
                "The posting took longer than it may, and another answer was found than the page shows; "
                "nothing was made",
                "Try again when the machine is less busy, or loosen the rules of the posting",
            )
            raise InputError(fault)


def _slow() -> None:
    """Let this thread yield to the pages; where a system knows no threads that do, nothing does."""
    if sys.platform.startswith("linux"):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)


class Worker:
    """Takes orders in, and sends out how far they are and what they came to."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self.source, self.sink = source, sink
        self.bench = Bench()
        self.orders: Queue[tuple[int, Order, tuple[bytes, bytes]]] = Queue()
        self.stopped: set[int] = set()
        self.slow = ThreadPoolExecutor(1, "product", _slow)

    def listen(self) -> None:
        """Take in orders and stops until the server ends; then end too, whatever is being drawn."""
        while (message := receive(self.source)) is not None:
            head, body = message
            if "stop" in head:
                self.stopped.add(head["stop"])
            else:
                handed = body[: head["handed"]], body[head["handed"] :]
                self.orders.put((head["id"], Order.model_validate(head["order"]), handed))
        os._exit(0)

    def work(self) -> None:
        """Make one product after the other.

        What nobody foresaw ends the process; the server starts another.
        """
        Thread(target=self.listen, daemon=True).start()
        while True:
            number, order, handed = self.orders.get()
            send(self.sink, *self.answer(number, order, handed))
            self.stopped.discard(number)

    def answer(
        self, number: int, order: Order, handed: tuple[bytes, bytes] = (b"", b"")
    ) -> tuple[dict[str, Any], bytes]:
        """Return what an order comes to: the thing itself, what is wrong with it, or that it was stopped."""

        def told(done: int, total: int) -> None:
            if number in self.stopped:
                raise CancelledError
            send(self.sink, {"id": number, "kind": "progress", "done": done, "total": total})

        try:
            told(0, 0)
            if order.shape == "thumbnail":
                body, about = self.made(order, handed, told)
            else:
                body, about = self.slow.submit(self.made, order, handed, told).result()
        except CancelledError:
            return {"id": number, "kind": "stopped"}, b""
        except GeoError as error:
            faults = [{**asdict(it), "ids": list(it.ids)} for it in error.faults]
            return {"id": number, "kind": "wrong", "faults": faults}, b""
        except MemoryError:
            return {"id": number, "kind": "full"}, b""
        bounds.give_back()
        told_mb = {"held_mb": bounds.held_mb(), "peak_mb": bounds.peak_mb()}
        return {"id": number, "kind": "made", "about": about, **told_mb}, body

    def made(self, order: Order, handed: tuple[bytes, bytes], told: Told) -> tuple[bytes, dict[str, Any]]:
        """Return what is ordered, and what is told about it."""
        request = self.bench.request(order, handed)
        if order.shape == "thumbnail":
            made = contents.told(request, order.product)
        else:
            made = PRODUCTS[order.product].make(request, told), {}
        self.bench.agree(order, request.evaluation)
        return made


def main() -> None:
    """Work until the server ends. What others print goes to the server's log, not among the products."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    bounds.bound()
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Worker(sys.stdin.buffer, sink).work()


if __name__ == "__main__":
    main()
