"""The service's own loops as a worker runs them: reminders of the day, audiences, mails."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.context import BUSINESS_ZONE
from chassis.lease import Lease
from chassis.service import Service
from services.directory.main import SERVICE as DIRECTORY
from services.notifications.deliveries import sender as sending
from services.notifications.deliveries.sender import Sender
from services.notifications.reminders.schedule import Schedule
from tests.fixtures.events import example
from tests.fixtures.web import Hosted
from tests.notifications.conftest import Post, arrived, calendar, due_set, issued, required, until
from tests.notifications.mailing import directory_with, mail_server


@contextmanager
def running(loop: Schedule | Sender) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=loop.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
        assert loop.alive()
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_the_schedule_tells_audiences_and_reminds_of_the_day(post: Post) -> None:
    today = dt.datetime.now(BUSINESS_ZONE).date()
    known = example("criteria-published.v1", campaign_id="plan", agency_id="province")
    post.know(
        calendar(today.year),
        issued(),
        required("centre"),
        due_set(today.isoformat()),
        arrived("front"),
        known,
    )
    with running(Schedule(post.settings(tick_hour=0), post.hosted.database)):
        until(lambda: "front.leader" in post.told(), "the agencies of the campaign are told")
        until(lambda: post.reminded() == [("T0", "centre", ("centre.officer",))], "the day is told")
        until(lambda: post.db["runs"].count_documents({"_id": today.isoformat()}) == 1, "the run is noted")
    assert Lease(post.db, "schedule").acquire(), "the lease was given up"


def test_a_schedule_without_the_lease_stands_by(post: Post) -> None:
    held = Lease(post.db, "schedule")
    assert held.acquire()
    post.know(arrived("front"), example("criteria-published.v1", campaign_id="plan"))
    schedule = Schedule(post.settings(daily_tick=False), post.hosted.database)
    assert schedule._turn(threading.Event()) == 3.0
    assert "front.leader" not in post.told()
    held.release()
    assert schedule._turn(threading.Event()) == 0.0
    assert "front.leader" in post.told()


def test_a_day_of_a_year_without_a_calendar_is_refused_once_and_the_loop_goes_on(post: Post) -> None:
    schedule = Schedule(post.settings(tick_hour=0), post.hosted.database)
    now = dt.datetime(2031, 6, 13, 3, tzinfo=dt.UTC)
    assert schedule.is_due(now)
    assert schedule._leads()
    schedule._remind(now, threading.Event())
    assert not schedule.is_due(now)
    assert schedule.is_due(now + dt.timedelta(days=1))


def test_the_sender_goes_on_when_directory_comes_back(
    post: Post, hosted: Callable[[Service], Hosted], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AWAY_SECONDS", 0.1)
    post.know(issued(), arrived("centre"))
    with mail_server() as letters:
        key = tmp_path / "service.key"
        with directory_with(hosted(DIRECTORY), tmp_path, {"centre.clerk": "van.thu@mau.example"}) as asked:
            key.rename(tmp_path / "elsewhere")
            loop = Sender(
                post.settings(mail_mode="live", smtp_port=letters.port, **asked), post.hosted.database
            )
            with running(loop):
                until(lambda: post.db["deliveries"].find_one()["tries"] == 0, "it waits for its key")
                (tmp_path / "elsewhere").rename(key)
                until(lambda: letters.received, "the mail leaves when the key is there")
