"""The lease: one holder at a time by the server's clock, a fence that rises with each new holder."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from chassis.lease import RENEW_SECONDS, SECONDS, Lease
from tests.chassis.processes import until
from tests.chassis.stage import Stage


def test_two_ask_and_one_holds(stage: Stage) -> None:
    first, second = Lease(stage.db, "work"), Lease(stage.db, "work")
    assert (first.acquire(), second.acquire()) == (True, False)
    assert first.seconds_left() > SECONDS - 2
    assert second.seconds_left() == 0


def test_many_ask_at_once_for_a_lease_nobody_has_had_and_one_holds(stage: Stage) -> None:
    leases = [Lease(stage.db, "work") for _ in range(12)]
    held: list[bool] = []
    threads = [threading.Thread(target=lambda one=one: held.append(one.acquire())) for one in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held) == [False] * 11 + [True]


def test_renewing_keeps_the_fence_and_a_new_holder_raises_it(stage: Stage) -> None:
    first, second = Lease(stage.db, "work"), Lease(stage.db, "work")
    fences = [first.acquire() and first.fence for _ in range(3)]
    first.release()
    assert second.acquire()
    assert [*fences, second.fence] == [1, 1, 1, 2]


def test_a_released_lease_is_free_at_once(stage: Stage) -> None:
    first, second = Lease(stage.db, "work"), Lease(stage.db, "work")
    assert first.acquire()
    first.release()
    assert first.seconds_left() == 0
    assert second.acquire()


def test_a_dead_holders_lease_is_free_when_it_has_run_out(stage: Stage) -> None:
    dead, next_one = Lease(stage.db, "work", seconds=0.4), Lease(stage.db, "work")
    assert dead.acquire()
    assert not next_one.acquire()
    until(next_one.acquire, "the lease has run out")
    assert next_one.fence == 2
    assert not dead.acquire()


def test_whoever_lost_the_lease_cannot_give_up_the_next_ones(stage: Stage) -> None:
    late, holder, third = (
        Lease(stage.db, "work", seconds=0.1),
        Lease(stage.db, "work"),
        Lease(stage.db, "work"),
    )
    late.acquire()
    until(holder.acquire, "the lease has run out")
    late.release()
    assert not third.acquire()


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_holders_own_clock_decides_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    wrong = time.time() + hours * 3600
    monkeypatch.setattr(time, "time", lambda: wrong)
    lease = Lease(stage.db, "work")
    assert lease.acquire()
    monkeypatch.undo()
    row = stage.db["leases"].find_one({"_id": "work"})
    assert row is not None
    assert abs(row["until"] - datetime.now(UTC) - timedelta(seconds=SECONDS)) < timedelta(minutes=1)


def test_a_restarted_process_is_another_holder(stage: Stage) -> None:
    assert Lease(stage.db, "work").owner != Lease(stage.db, "work").owner


def test_leases_of_different_names_do_not_touch(stage: Stage) -> None:
    assert Lease(stage.db, "relay").acquire()
    assert Lease(stage.db, "migrations").acquire()


def test_a_lease_is_renewed_well_before_it_runs_out() -> None:
    assert RENEW_SECONDS * 2 < SECONDS
