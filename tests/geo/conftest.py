from __future__ import annotations

import pytest

from geo.evaluate import Evaluation, evaluate
from geo.operation import Operation
from tests import operations


@pytest.fixture(scope="session")
def operation() -> Operation:
    """Return four villages, six stations and three units, worked by hand in `tests.operations`."""
    return operations.small()


@pytest.fixture(scope="session")
def evaluation(operation: Operation) -> Evaluation:
    """Return the small operation evaluated so that 0.01 degrees take one minute."""
    return evaluate(operation, operations.BY_HAND)
