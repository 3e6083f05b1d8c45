"""The awards service hosted on an empty store: a small province, its campaign and one accepted report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.events import Event
from chassis.service import Service
from services.awards.catalogue.store import load
from services.awards.main import SERVICE
from tests.fixtures.events import deliver, example
from tests.fixtures.web import Hosted

Headers = dict[str, str]
Found = dict[str, Any]
PLAN, REPORT = "plan", "report-1"
NAME, ACHIEVEMENT = "Phòng Kế hoạch Mẫu", "Phát hiện và báo cáo kịp thời một vụ việc"
CRITERIA = [
    {
        "code": "awareness",
        "text": "Quán triệt, tuyên truyền",
        "weight": 40,
        "max": 10,
        "direction": "up",
        "evidence_kind": "prevention",
    },
    {
        "code": "detection",
        "text": "Chủ động phát hiện",
        "weight": 60,
        "max": 10,
        "direction": "up",
        "evidence_kind": "detection",
    },
]
PAPERS = {"proposal": "15/TTr-TTYT", "achievement_report": "88/BC-TTYT"}


@dataclass
class Province:
    """Delivers events and lets officers of the province act, each on the day that is asked for."""

    hosted: Hosted

    def agency(self, key: str, parent: str | None = None, kind: str = "department") -> None:
        self.hosted.agency(key, kind, parent, id=key)

    def officer(self, agency: str, role: str, name: str = "", unit: str | None = None) -> Headers:
        officer_id = f"{agency}.{role}{name}"
        permissions = ("record:backdated",)
        return self.hosted.as_officer(agency, (role,), permissions, officer_id=officer_id, unit_id=unit)

    def deliver(self, *events: Event) -> None:
        deliver(self.hosted, SERVICE, *events)

    def again(self, event: Event) -> None:
        """Run a handler past the inbox, as a replay would."""
        self.hosted.database.transaction(lambda tx: SERVICE.subscriptions[event.type](tx, event))

    def accepted(self, report: str = REPORT, agency: str = "centre", campaign: str | None = PLAN) -> Event:
        """Return the acceptance of a report of an agency by the health department."""
        requirement = f"letter:{agency}:emulation-midyear:emulation-midyear-2024.health"
        told = {"submission_id": report, "requirement_id": requirement, "directive_id": "letter"}
        parties = {"agency_id": "health", "report_to_id": "health", "campaign_id": campaign}
        return example("report-accepted.v1", report, **told, **parties)

    def issued(self, directive: str = PLAN, **said: Any) -> Event:
        """Return the issue of a directive; unless told otherwise the plan that launches the campaign."""
        known = {"directive_id": directive, "issuer_id": "province", "agency_id": "province"}
        known |= {"campaign_id": PLAN, "origin": None}
        return example("directive-issued.v1", directive, **known | said)

    def post(self, path: str, body: dict[str, Any], officer: Headers, **options: Any) -> TestResponse:
        return self.hosted.post(f"/v1/{path}", body, officer, **options)

    def made(self, path: str, body: dict[str, Any], officer: Headers) -> Found:
        answer = self.post(path, body, officer)
        assert answer.status_code == 201, answer.json
        return answer.json

    def step(
        self, kind: str, found: Found, step: str, officer: Headers, body: dict[str, Any] | None = None
    ) -> TestResponse:
        return self.post(f"{kind}/{found['id']}/{step}", body or {}, officer, if_match=found["version"])

    def stepped(self, kind: str, found: Found, step: str, officer: Headers, body: dict[str, Any]) -> Found:
        answer = self.step(kind, found, step, officer, body)
        assert answer.status_code == 200, answer.json
        return answer.json

    def read(self, path: str, officer: Headers) -> Any:
        answer = self.hosted.get(f"/v1/{path}", officer)
        return answer.json if answer.status_code == 200 else answer.status_code

    def criteria(self, **said: Any) -> Found:
        body = {"campaign_id": PLAN, "criteria": CRITERIA, **said}
        return self.made("criteria-sets", body, self.officer("emulation", "award-secretary"))

    def published(self) -> Found:
        """Return a set of criteria drafted by Ban TĐKT and published by the province's leader."""
        leader, body = self.officer("province", "leader"), {"published_on": "2024-04-15"}
        return self.stepped("criteria-sets", self.criteria(), "publish", leader, body)

    def spotted(self, **said: Any) -> Found:
        subject = {"kind": "collective", "name": NAME, "unit": "Trung tâm Mẫu"}
        body = {"campaign_id": PLAN, "council_id": "council", "subject": subject, "evidence": [REPORT]}
        body |= {"achievement": ACHIEVEMENT, "spotted_on": "2024-06-20", **said}
        return self.made("exemplars", body, self.officer("centre", "officer"))

    def verified(self, **said: Any) -> Found:
        member, body = self.officer("council", "council-member"), {"verified_on": "2024-06-25"}
        return self.stepped("exemplars", self.spotted(**said), "verify", member, body)

    def nominated(self, exemplar: Found | None = None, **said: Any) -> Found:
        body = {"exemplar_id": (exemplar or self.verified())["id"], "authority_id": "health"}
        body |= {"type": "ad-hoc", "form": "certificate-of-commendation", "docs": PAPERS}
        body |= {"violation_concluded": False, **said}
        return self.made("nominations", body, self.officer("centre", "officer"))

    def submit(self, nomination: Found, **said: Any) -> TestResponse:
        body = {"submitted_on": "2024-06-26", **said}
        return self.step("nominations", nomination, "submit", self.officer("centre", "leader"), body)

    def submitted(self, exemplar: Found | None = None, **said: Any) -> Found:
        answer = self.submit(self.nominated(exemplar, **said))
        assert answer.status_code == 200, answer.json
        return answer.json

    def opened(self, *nominations: Found) -> Found:
        chosen = [one["id"] for one in nominations or (self.submitted(),)]
        return self.made("decisions", {"nomination_ids": chosen}, self.officer("health", "award-secretary"))

    def prepare(self, decision: Found) -> TestResponse:
        secretary = self.officer("health", "award-secretary")
        return self.step("decisions", decision, "prepare", secretary, {"prepared_on": "2024-07-01"})

    def prepared(self, decision: Found | None = None) -> Found:
        answer = self.prepare(decision or self.opened())
        assert answer.status_code == 200, answer.json
        return answer.json

    def numbered(self, decision: Found, directive: str = "qd-1") -> Event:
        """Return the issue of the document of a decision."""
        known = {"symbol": "01/QĐ-SYT", "type": "Quyết định", "agency_id": "health", "issuer_id": "health"}
        origin = {"service": "awards", "id": decision["id"]}
        return self.issued(directive, **known, issued_on="2024-07-03", origin=origin)

    def given_up(self, decision: Found, directive: str = "qd-1") -> Event:
        origin = {"service": "awards", "id": decision["id"]}
        return example("directive-draft-discarded.v1", directive, directive_id=directive, origin=origin)

    def awarded(self, **said: Any) -> Found:
        """Return an award as its authority sees it, decided on 3 July."""
        decision = self.prepared(self.opened(self.submitted(**said)))
        self.deliver(self.numbered(decision))
        [award] = self.read("awards", self.officer("health", "leader"))["items"]
        return award

    def publisher(self) -> Headers:
        """Return the publisher of the province, whose desk is in the department of communications."""
        return self.officer("province", "publisher", unit="communications")

    def publicise(self, award: Found, officer: Headers | None = None, **said: Any) -> TestResponse:
        body = {"consent": True, "published_on": "2024-07-05", **said}
        return self.step("awards", award, "publicise", officer or self.publisher(), body)


def fill(hosted: Hosted) -> Province:
    """Return the service that knows a province, its campaign and an accepted report of the centre."""
    province = Province(hosted)
    load(hosted.database.db)
    province.agency("province", kind="executive")
    for key in ("health", "interior", "communications"):
        province.agency(key, "province")
    province.agency("emulation", "interior", kind="unit")
    province.agency("council", "health", kind="council")
    for key in ("centre", "clinic"):
        province.agency(key, "health", kind="public-service-unit")
    province.deliver(province.issued(), province.accepted())
    return province


@pytest.fixture
def province(hosted: Callable[[Service], Hosted]) -> Province:
    """The service that knows a province, its campaign and an accepted report of the centre."""
    return fill(hosted(SERVICE))
