"""The server's main process is killed while plans are saved: nothing that was reported is lost."""

from __future__ import annotations

import threading
import time

from dashboard.store import StoreError, events, plans
from geo.scenario import Scenario
from tests.postgres import needs_postgres
from tests.stores import WATI, a_plan, database_store

pytestmark = needs_postgres


def saved_until_it_ends(store, plan_id, reported):
    """Save until the server is gone; keep what was reported."""
    plan = plans.get(store, plan_id)
    while True:
        scenario = Scenario(name=f"{plan.version} {time.monotonic_ns()}")
        try:
            plan = plans.save(store, WATI, plan_id, based_on=plan.version, scenario=scenario)
        except StoreError:
            return
        reported[plan.version] = plan.digest


def test_no_reported_save_is_lost_when_the_server_crashes(cluster, amount, record_property):
    crashes, took_s, reported = amount(5, 50), [], {}
    with database_store(cluster) as store:
        plan_id = a_plan(store).plan_id
        for _ in range(crashes):
            before = len(reported)
            writer = threading.Thread(target=saved_until_it_ends, args=(store, plan_id, reported))
            writer.start()
            while len(reported) < before + 5 and writer.is_alive():
                time.sleep(0.002)
            cluster.crash()
            writer.join()
            took_s.append(cluster.start())
            assert events.verify(store).problem == ""
        found = {it.version: it.digest for it in plans.versions(store, plan_id)}
    lost = [version for version, digest in reported.items() if found.get(version) != digest]
    record_property(
        "PostgreSQL killed while saving",
        f"{crashes} crashes, {len(reported)} reported saves, {len(lost)} lost, back after at most {max(took_s):.1f} s",
    )
    assert lost == []
    assert len(reported) >= 5 * crashes
