"""The reports service hosted on an empty store, with a small province that a directive has reached."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.events import Event, new_id
from chassis.service import Service
from infra.contracts.catalogue import events
from services.reports.forms.store import load_forms
from services.reports.main import SERVICE
from tests.fixtures.web import Hosted

CONTRACTS = {event.type: event for event in events()}
Headers = dict[str, str]
BACKDATED = ("record:backdated",)
MIDYEAR = "emulation-midyear"
RECIPIENTS = [
    {"agency_id": "health", "purpose": "action", "binding": "assigned"},
    {"agency_id": "centre", "purpose": "action", "binding": "assigned"},
    {"agency_id": "front", "purpose": "action", "binding": "requested"},
    {"agency_id": "press", "purpose": "information", "binding": None},
]
SECTIONS = [
    {"code": "results", "text": "Đã thực hiện"},
    {"code": "movement", "text": "Đã phát động", "figures": [{"code": "exemplars-spotted", "value": 3}]},
]


@dataclass
class Office:
    """Delivers events and lets officers of the province act."""

    hosted: Hosted

    def agency(self, key: str, parent: str | None = None, kind: str = "department") -> None:
        self.hosted.agency(key, kind, parent, id=key)

    def officer(self, agency: str, role: str, name: str = "") -> Headers:
        officer_id = f"{agency}.{role}{name}"
        return self.hosted.as_officer(agency, (role,), BACKDATED, officer_id=officer_id)

    def deliver(self, *delivered: Event) -> None:
        """Apply events one by one, as the consumer does."""
        for event in delivered:
            handler = SERVICE.subscriptions[event.type]
            self.hosted.database.transaction(lambda tx, event=event, handler=handler: handler(tx, event))

    def dispatched(self, **said: Any) -> Event:
        """Return a chunk of a plan that asks for two reports."""
        example = copy.deepcopy(CONTRACTS["directive-dispatched.v1"].example)
        rows = [
            {"template": MIDYEAR, "report_to_id": "council"},
            {"template": "anticorruption-annual", "report_to_id": None},
        ]
        known = {
            "directive_id": "plan",
            "agency_id": "province",
            "issuer_id": "province",
            "chunk": 1,
            "recipients": RECIPIENTS,
            "reporting": rows,
        }
        content = example | known | said
        return event("directive-dispatched.v1", f"{content['directive_id']}:{content['chunk']}", content)

    def requirement(self, agency: str, template: str = MIDYEAR, receiver: str = "council") -> str:
        return f"plan:{agency}:{template}:{template}-2024.{receiver}"

    def begin(
        self, agency: str = "centre", template: str = MIDYEAR, receiver: str = "council"
    ) -> dict[str, Any]:
        path = f"/v1/requirements/{self.requirement(agency, template, receiver)}/submission"
        answer = self.hosted.post(path, {}, self.officer(agency, "officer"), if_match=1)
        assert answer.status_code == 201, answer.json
        return answer.json

    def write(self, found: dict[str, Any], sections: list[dict[str, Any]] | None = None) -> TestResponse:
        body = {"sections": SECTIONS if sections is None else sections}
        officer = self.officer(found["agency_id"], "officer")
        return self.hosted.patch(f"/v1/submissions/{found['id']}", body, officer, if_match=found["version"])

    def step(
        self, found: dict[str, Any], step: str, officer: Headers, body: dict[str, Any] | None = None
    ) -> TestResponse:
        path = f"/v1/submissions/{found['id']}/{step}"
        return self.hosted.post(path, body or {}, officer, if_match=found["version"])

    def submitted(self, agency: str = "centre", on: str = "2024-06-14") -> dict[str, Any]:
        """Return a report written by an officer and handed in by a leader."""
        written = self.write(self.begin(agency)).json
        answer = self.step(written, "submit", self.officer(agency, "leader"), {"submitted_on": on})
        assert answer.status_code == 200, answer.json
        return answer.json

    def due(self, on: str, **said: Any) -> TestResponse:
        path = f"/v1/periods/{MIDYEAR}-2024.council"
        officer = self.officer("council", "leader")
        version = self.hosted.get(path, officer).json["version"]
        body = {"due_on": on, "reason_code": "first-set", **said}
        key = f"due-{version}"
        return self.hosted.send("PUT", path, body, officer, if_match=version, key=key)

    def completeness(self, reader: Headers, **asked: str) -> Any:
        answer = self.hosted.get("/v1/completeness", reader, query_string={"directive_id": "plan", **asked})
        return answer.json["reports"] if answer.status_code == 200 else answer.status_code


def event(event_type: str, subject: str, content: dict[str, Any], sequence: int = 1) -> Event:
    source = f"/services/{CONTRACTS[event_type].publisher}"
    return Event(new_id(), source, event_type, subject, sequence, datetime(2024, 3, 1, tzinfo=UTC), content)


def province(hosted: Hosted) -> Office:
    """Return the service that knows a province and no directive."""
    office = Office(hosted)
    load_forms(office.hosted.database.db)
    office.agency("province", kind="executive")
    for key in ("health", "council", "interior"):
        office.agency(key, "province")
    office.agency("centre", "health", kind="public-service-unit")
    office.agency("front", kind="socio-political")
    office.agency("press", kind="press")
    return office


@pytest.fixture
def empty(hosted: Callable[[Service], Hosted]) -> Office:
    """The service that knows a province and no directive."""
    return province(hosted(SERVICE))


@pytest.fixture
def office(empty: Office) -> Office:
    """The service after a plan was dispatched."""
    empty.deliver(empty.dispatched())
    return empty
