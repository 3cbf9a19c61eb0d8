"""Killed while saving, or twenty at once: no save that was reported is lost, and no work of anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dashboard.store.engine import url_of
from tests.stores import url

ROOT = Path(__file__).parents[2]


def wrote(*words):
    command = [sys.executable, "-m", "tests.reliability.writer", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_reported_save_is_lost_when_writers_are_killed(folder, amount, record_property):
    found = wrote("kill", url_of(folder / "store" / "petapam.sqlite"), amount(200, 1000), 7)
    record_property(
        "kill -9 while saving",
        f"{found['kills']} kills, {found['saves']} reported saves, {found['journals']} unfinished, {found['lost']} lost",
    )
    assert (found["lost"], found["problem"]) == (0, "")
    assert found["saves"] >= found["kills"]
    assert found["journals"] > 0


def test_twenty_writers_lose_no_update_and_every_conflict_says_who(store, amount, record_property):
    writers, saves = 20, amount(50 if store.file else 10, 500)
    found = wrote("race", url(store), writers, saves)
    record_property(
        f"{writers} writers x {saves} saves, {store.engine.dialect.name}",
        f"{found['saved']} saved, {found['conflicts']} kept as branches, {found['lost']} lost",
    )
    assert found["attempts"] == writers * saves
    assert (found["lost"], found["unnamed"], found["problem"]) == (0, 0, "")
