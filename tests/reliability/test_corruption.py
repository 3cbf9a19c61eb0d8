"""A damaged file is never opened as sound: it is refused, or everything the events vouch for reads as before."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from dashboard.store import StoreError, open_store, opening, plans, settings
from dashboard.store.engine import url_of
from dashboard.store.tables import EVENT, GUARDED
from tests.stores import BUDI, a_plan, file_store

PAGE_BYTES = 4096


def zeroed(content, chance):
    page = chance.randrange(len(content) // PAGE_BYTES) * PAGE_BYTES
    return content[:page] + bytes(PAGE_BYTES) + content[page + PAGE_BYTES :]


def cut(content, chance):
    return content[: chance.randrange(1, len(content) // PAGE_BYTES) * PAGE_BYTES]


def swapped(content, chance):
    one, other = sorted(chance.sample(range(len(content) // PAGE_BYTES), 2))
    pages = [content[at : at + PAGE_BYTES] for at in range(0, len(content), PAGE_BYTES)]
    pages[one], pages[other] = pages[other], pages[one]
    return b"".join(pages)


def flipped(content, chance):
    found = bytearray(content)
    found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def scribbled(content, chance):
    found = bytearray(content)
    for _ in range(16):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def held(store):
    """Return every row that matters."""
    with store.reading() as connection:
        return {it.name: sorted(map(tuple, connection.execute(sa.select(it)))) for it in (EVENT, *GUARDED)}


@pytest.mark.parametrize("harm", [zeroed, cut, swapped, flipped, scribbled], ids=lambda it: it.__name__)
def test_a_damaged_store_is_refused_or_reads_as_before(harm, folder, amount, record_property):
    store = file_store(folder)
    plan = a_plan(store, saves=12)
    plans.approve(store, BUDI, plan.plan_id, version=12)
    settings.put(store, BUDI, "idle_min", 30)
    content, before = store.file.read_bytes(), held(store)
    chance, refused, count = random.Random(harm.__name__), 0, amount(20, 120)
    for n in range(count):
        file = folder / f"{n}.sqlite"
        broken = harm(content, chance)
        file.write_bytes(broken)
        try:
            found = held(open_store(url_of(file)))
        except StoreError:
            refused += 1
            assert file.read_bytes() == broken
        else:
            assert found == before
        opening.forget()
        file.unlink()
    record_property(
        f"damaged stores, {harm.__name__}", f"{refused} of {count} refused, the others read as before"
    )
    assert refused == count or harm in {flipped, scribbled, zeroed, swapped}
