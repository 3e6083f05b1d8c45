"""The notifications service hosted on an empty store, with a small province whose officers can be told."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from chassis.events import Event
from chassis.service import Service
from services.directory.sample.bodies import table
from services.directory.sample.years import _days
from services.notifications.deliveries.sender import Sender
from services.notifications.inbox import telling
from services.notifications.main import SERVICE
from services.notifications.reminders.tick import Run
from tests.fixtures.events import deliver, example, published
from tests.fixtures.web import Hosted

Headers = dict[str, str]
DIRECTIVE, PERIOD, TEMPLATE = "plan", "emulation-midyear-2024.council", "emulation-midyear"
ROLES = ("clerk", "leader", "officer", "award-secretary", "publisher")
AGENCIES = {
    "province": (None, "executive"),
    "health": ("province", "department"),
    "council": ("province", "unit"),
    "centre": ("health", "public-service-unit"),
    "front": (None, "socio-political"),
}


@dataclass
class Post:
    """Delivers events, runs reminders, sends mails and lets officers look at their inboxes."""

    hosted: Hosted

    @property
    def db(self) -> Any:
        return self.hosted.database.db

    def know(self, *events: Event) -> None:
        """Apply events in one batch, as the consumer does."""
        deliver(self.hosted, SERVICE, *events)

    def officer(self, agency: str, role: str) -> Headers:
        """Return the headers of the officer who holds a role; it is in the projection already."""
        token = self.hosted.issuer.token(f"{agency}.{role}", f"{agency}.{role}:position")
        return {"Authorization": f"Bearer {token}"}

    def inbox(self, agency: str, role: str, **asked: str) -> list[dict[str, Any]]:
        answer = self.hosted.get("/v1/notifications", self.officer(agency, role), query_string=asked)
        assert answer.status_code == 200, answer.json
        return list(answer.json["items"])

    def unread(self, agency: str, role: str) -> int:
        return int(self.hosted.get("/v1/notifications/unread", self.officer(agency, role)).json["unread"])

    def act(self, found: dict[str, Any], action: str, agency: str, role: str, **options: Any) -> Any:
        path = f"/v1/notifications/{found['id']}/{action}"
        told = {"if_match": found["version"], **options}
        return self.hosted.post(path, None, self.officer(agency, role), **told)

    def told(self) -> set[str]:
        """Return the officers who have a notification."""
        return {row["officer_id"] for row in self.db["notifications"].find()}

    def tick(self, on: str, now: dt.datetime | None = None) -> int:
        """Make the run of a day; return how many reminders went out."""
        day = dt.date.fromisoformat(on)
        steps = Run(day, now or dt.datetime.now(dt.UTC)).steps(self.hosted.database)
        return sum(step.reminders for step in steps)

    def plan(self, on: str, agency: str, role: str) -> list[dict[str, Any]]:
        """Return every page of the plan."""
        found: list[dict[str, Any]] = []
        asked: dict[str, Any] = {"on": on, "limit": 2}
        while True:
            answer = self.hosted.get("/v1/reminders/plan", self.officer(agency, role), query_string=asked)
            assert answer.status_code == 200, answer.json
            found += answer.json["items"]
            if not answer.json["next_cursor"]:
                return found
            asked["cursor"] = answer.json["next_cursor"]

    def reminded(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return the reminders told to others: rule, who owes, whom it went to."""
        sent = published(self.hosted, "reminder-sent.v1")
        return [(one.data["rule"], one.data["agency_id"], tuple(one.data["officer_ids"])) for one in sent]

    def tell_audiences(self) -> None:
        """Do what the schedule does for those who wait to be told."""
        while self.hosted.database.transaction(telling.tell_pending):
            pass

    def settings(self, **changes: Any) -> Any:
        return replace(self.hosted.settings, **changes)

    def sender(self, **changes: Any) -> Sender:
        return Sender(self.settings(**changes), self.hosted.database)

    def deliveries(self) -> dict[str, tuple[str, str | None]]:
        return {row["officer_id"]: (row["state"], row["reason"]) for row in self.db["deliveries"].find()}


def required(*agencies: str, binding: str = "assigned", sequence: int = 1, **said: Any) -> Event:
    """Return report-required of the small province's plan."""
    known = {
        "agency_id": "province",
        "directive_id": DIRECTIVE,
        "campaign_id": DIRECTIVE,
        "chunk": 1,
        "template": TEMPLATE,
        "period_id": PERIOD,
        "report_to_id": "council",
        "occurred_on": "2024-03-01",
        "agencies": [{"agency_id": one, "binding": binding} for one in agencies or ("centre",)],
    }
    return example("report-required.v1", None, sequence, **known | said)


def due_set(on: str, until: str | None = None, sequence: int = 2, **said: Any) -> Event:
    known = {"agency_id": "council", "period_id": PERIOD, "due_on": on, "timely_until": until or on}
    return example("report-due-set.v1", None, sequence, **known | said)


def report(step: str, sequence: int, agency: str = "centre", **said: Any) -> Event:
    known = {
        "agency_id": "council" if step != "submitted" else agency,
        "submission_id": f"submission-{agency}",
        "requirement_id": requirement(agency),
        "directive_id": DIRECTIVE,
        "template": TEMPLATE,
        "period_id": PERIOD,
        "report_to_id": "council",
    }
    return example(f"report-{step}.v1", None, sequence, **known | said)


def requirement(agency: str) -> str:
    return f"{DIRECTIVE}:{agency}:{TEMPLATE}:{PERIOD}"


def task(id: str, sequence: int = 1, **said: Any) -> Event:
    known = {
        "task_id": id,
        "agency_id": "centre",
        "directive_id": DIRECTIVE,
        "campaign_id": DIRECTIVE,
        "assigner_id": "health",
        "assignee_id": "centre",
        "kind": "one-off",
        "due_on": None,
        "occurred_on": "2024-03-01",
    }
    return example("task-assigned.v1", None, sequence, **known | said)


def acknowledged(id: str, sequence: int = 2) -> Event:
    known = {"task_id": id, "agency_id": "centre", "directive_id": DIRECTIVE}
    return example(
        "task-acknowledged.v1", None, sequence, **known, assigner_id="health", assignee_id="centre"
    )


def issued(id: str = DIRECTIVE, symbol: str = "577/KH-UBND", sequence: int = 4) -> Event:
    return example("directive-issued.v1", None, sequence, directive_id=id, symbol=symbol)


def arrived(*agencies: str, **said: Any) -> Event:
    known = {"directive_id": DIRECTIVE, "campaign_id": DIRECTIVE, "issuer_id": "province"}
    return example("documents-arrived.v1", None, 1, **known | {"agency_ids": list(agencies)} | said)


def seated(agency: str, role: str, sequence: int = 1, **seat: Any) -> Event:
    """Return officer-changed of the officer who holds a role at an agency."""
    officer_id = f"{agency}.{role}"
    position = {
        "position_id": f"{officer_id}:position",
        "agency_id": agency,
        "unit_id": None,
        "roles": [role],
        "permissions": [],
        "valid_from": "2024-01-01",
        "valid_to": None,
    }
    active = seat.pop("active", True)
    told = {"officer_id": officer_id, "active": active, "positions": [position | seat]}
    return example("officer-changed.v1", None, sequence, **told)


def calendar(year: int) -> Event:
    """Return the real calendar of a year, as the sample draws it up."""
    off = _days(year, table("exchanged"))
    days = {name: sorted(day.isoformat() for day in found) for name, found in off.items()}
    return example("calendar-changed.v1", None, 1, year=str(year), version=1, **days)


def province() -> list[Event]:
    """Return what directory tells of the small province: its officers and the calendar of 2024."""
    officers = [seated(agency, role) for agency in AGENCIES for role in ROLES]
    return [*officers, calendar(2024)]


def post_with(hosted: Hosted, told: Sequence[Event]) -> Post:
    post = Post(hosted)
    for key, (parent, kind) in AGENCIES.items():
        hosted.agency(key.title(), kind, parent, id=key)
    post.know(*told)
    return post


@pytest.fixture
def post(hosted: Callable[[Service], Hosted]) -> Post:
    """The service that knows the small province, and no directive."""
    return post_with(hosted(SERVICE), province())


@pytest.fixture
def empty(hosted: Callable[[Service], Hosted]) -> Post:
    """The service that knows its agencies and no officer."""
    return post_with(hosted(SERVICE), [])


def until(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def key_file(tmp_path: Path) -> Iterator[Path]:
    """A file with the key of the service."""
    file = tmp_path / "key"
    file.write_text("khoa-cua-dich-vu")
    return file
