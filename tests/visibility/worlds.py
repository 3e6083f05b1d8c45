"""A service with objects of two agencies, and officers of agencies that have nothing to do with them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.context import BUSINESS_ZONE
from chassis.identity import Access
from tests.awards.conftest import ACHIEVEMENT, CRITERIA, NAME, REPORT
from tests.awards.conftest import fill as awarding
from tests.directives.hosting import Province
from tests.directory.conftest import Directory
from tests.fixtures.web import Hosted
from tests.notifications import conftest as notifying
from tests.portal import stream
from tests.reports.conftest import RECIPIENTS
from tests.reports.conftest import province as reporting

ROLES = (
    "clerk", "leader", "officer", "monitor", "award-secretary", "council-member", "publisher", "admin",
    "citizen", "service",
)  # fmt: skip
SECONDS = 600
ASKED = ("directives_url", "reports_url", "notifications_url", "awards_url", "directory_url")


@dataclass
class World:
    """Objects by the argument of the path that names them, or by what a route must be `asked`.

    `marks` are words a foreigner must never read.
    """

    hosted: Hosted
    sign_in: Callable[[str, str], dict[str, str]]
    owner: str
    foreigners: tuple[str, ...]
    objects: dict[str, list[str]] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    asked: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    reader: str = "clerk"

    def owner_of(self, rule: str) -> str:
        """Return the agency whose object a path names, `owner` unless `owners` knows better."""
        found = (agency for argument, agency in self.owners.items() if f"<{argument}>" in rule)
        return next(found, self.owner)

    def paths(self, rule: str) -> Iterator[str]:
        """Yield the path of a route for each object it may name."""
        names = [part[1:-1] for part in rule.split("/") if part.startswith("<")]
        if rule in self.asked:
            yield f"{rule}?{self.asked[rule]}"
            return
        if not names:
            yield rule
        for name in names:
            for value in self.objects[name.rpartition(":")[2]]:
                yield rule.replace(f"<{name}>", value)

    def access(self, method: str, rule: str) -> Access:
        """Return what a route declares."""
        [found] = [
            made
            for made in self.hosted.app.url_map.iter_rules()
            if made.rule == rule and method in (made.methods or ())
        ]
        declared: Access = self.hosted.app.extensions["access"][found.endpoint]
        return declared

    def send(self, method: str, path: str, agency: str | None = None, role: str = "clerk") -> TestResponse:
        """Send a request with all its headers, as an officer of an agency or as nobody."""
        headers = {"Accept": "text/html,application/json"}
        body: dict[str, Any] = {}
        if method != "GET":
            headers |= {"Idempotency-Key": "matrix", "If-Match": '"v1"'}
            body = {"json": {}}
        client = self.hosted.app.test_client()
        if agency:
            headers |= self.sign_in(agency, role)
            _open_session(client, headers, path)
        return client.open(path, method=method, headers=headers, **body)

    def stored(self) -> dict[str, int]:
        """Count what a refused write must not change."""
        db = self.hosted.database.db
        return {name: db[name].count_documents({}) for name in ("outbox", "audit", "idempotency")}


def _open_session(client: FlaskClient, headers: dict[str, str], path: str) -> None:
    """Give pages, which take no header, the session a browser would have."""
    if path.startswith("/v1/"):
        return
    with client.session_transaction() as session:
        session["token"] = headers["Authorization"].removeprefix("Bearer ")
        session["token_ends"] = time.time() + SECONDS


def _projected(hosted: Hosted) -> Callable[[str, str], dict[str, str]]:
    """Sign officers in whom the service knows from the directory's events."""
    return lambda agency, role: hosted.as_officer(agency, [role], officer_id=f"{agency}.{role}")


def directives(province: Province) -> World:
    """A draft and an issued plan of UBND tỉnh, registered by Sở Y tế, with its tasks."""
    province.open_book("syt", "incoming", document_types=[], last_number=0)
    draft = province.draft(subject="Bản thảo kín")
    arrival = province.arrived(
        "syt", subject="Văn bản kín", copy_to=[{"line": "Sở Y tế", "purpose": "action"}]
    )
    entry = province.register(arrival).json
    tasks = [task["_id"] for task in province.hosted.database.db["tasks"].find()]
    assert tasks
    ids = [draft["id"], arrival["directive_id"]]
    objects = {"directive_id": ids, "arrival_id": [arrival["id"]], "incoming_id": [entry["id"]]}
    foreigners = ("snv", "front", "centre", "district")
    marks = ("kín", "577/KH-UBND", "syt:incoming:2024", *ids)
    objects["task_id"] = tasks
    signed_in, owners = _projected(province.hosted), {"directive_id": "ubnd"}
    return World(province.hosted, signed_in, "syt", foreigners, objects, marks, owners=owners)


def directory(made: Directory) -> World:
    """The directory's catalogue, seen from two departments."""
    group: dict[str, Any] = {"code": "all", "name": "Tất cả", "aliases": [], "rule": {"kind": "department"}}
    answer = made.hosted.post("/v1/groups", group, made.admin)
    assert answer.status_code == 201, answer.json
    year = {"year": 2024, "non_working": [], "working": []}
    opened = made.hosted.post("/v1/calendars", year, made.admin)
    assert opened.status_code == 201, opened.json
    officer = made.officer(made.health, "clerk")
    objects = {"agency_id": [made.health.id], "group_id": [answer.json["id"]], "officer_id": [officer.id]}
    agencies = {made.health.id: made.health, made.justice.id: made.justice}
    return World(
        made.hosted,
        lambda agency, role: made.reader(agencies[agency], role),
        made.health.id,
        (made.justice.id,),
        objects | {"year": ["2024"]},
    )


def portal(hosted: Hosted) -> World:
    """The story of two documents, of which some agencies have no part; the services it asks are away."""
    there = hosted.app.extensions["liemchinh"]
    there.settings = replace(there.settings, **dict.fromkeys(ASKED, "http://127.0.0.1:1"))
    stream.deliver(hosted.database, [stream.story()])
    foreigners = ("stranger",)
    objects = {"directive_id": [stream.PLAN, stream.LETTER], "code": ["vi"]}
    objects |= {name: [f"{stream.PLAN}:health"] for name in ("arrival_id", "task_id", "notification_id")}
    dossier = ("criteria_set_id", "exemplar_id", "nomination_id", "decision_id", "award_id")
    objects |= {name: ["one"] for name in dossier}
    owed = ("requirement_id", "submission_id", "period_id")
    objects |= {name: [stream.MIDYEAR] for name in owed}
    return World(hosted, _projected(hosted), "province", foreigners, objects, ("577/KH-UBND", "929/SYT-VP"))


def reports(hosted: Hosted) -> World:
    """A plan of the province asks its health sector for reports; one has been handed in."""
    office = reporting(hosted)
    office.deliver(office.dispatched(recipients=RECIPIENTS[:2]))
    found = office.submitted()
    objects = {
        "period_id": ["emulation-midyear-2024.council"],
        "open_period_id": ["anticorruption-annual-2024.open.province"],
        "requirement_id": [office.requirement("centre")],
        "submission_id": [found["id"]],
    }
    marks = ("577/KH-UBND", "plan:", "Đã phát động", found["id"])
    asked = {"/v1/completeness": "directive_id=plan"}
    foreigners = ("interior", "front", "press")
    owners = {"period_id": "council", "open_period_id": "province"}
    return World(hosted, _projected(hosted), "centre", foreigners, objects, marks, asked, owners)


def awards(hosted: Hosted) -> World:
    """A dossier of the health sector at every stage, and a draft of the criteria of its own campaign."""
    office = awarding(hosted)
    office.deliver(office.issued("own", issuer_id="health", campaign_id="own"))
    secretary, leader = office.officer("health", "award-secretary"), office.officer("health", "leader")
    kept = [CRITERIA[0] | {"text": "Tiêu chí kín", "weight": 100}]
    criteria = office.made("criteria-sets", {"campaign_id": "own", "criteria": kept}, secretary)
    spotted = office.spotted(council_id="health")
    exemplar = office.stepped("exemplars", spotted, "verify", leader, {"verified_on": "2024-06-25"})
    nomination = office.submitted(exemplar)
    decision = office.prepared(office.opened(nomination))
    office.deliver(office.numbered(decision))
    [award] = office.read("awards", secretary)["items"]
    objects = {
        "criteria_set_id": [criteria["id"]],
        "exemplar_id": [exemplar["id"]],
        "nomination_id": [nomination["id"]],
        "decision_id": [decision["id"]],
        "award_id": [award["id"]],
    }
    marks = ("Tiêu chí kín", ACHIEVEMENT, NAME, REPORT, *(id for ids in objects.values() for id in ids))
    return World(hosted, _projected(hosted), "health", ("interior", "emulation", "clinic"), objects, marks)


def notifications(hosted: Hosted) -> World:
    """A plan has reached a centre, which owes a report today and could not be mailed."""
    today = datetime.now(BUSINESS_ZONE).date()
    told = [notifying.seated("centre", "clerk"), notifying.seated("centre", "officer")]
    post = notifying.post_with(hosted, [*told, notifying.calendar(today.year)])
    post.know(
        notifying.issued(),
        notifying.arrived("centre"),
        notifying.required("centre"),
        notifying.due_set(today.isoformat()),
    )
    mine = {"officer_id": "centre.clerk"}
    post.db["notifications"].delete_many({"officer_id": {"$ne": "centre.clerk"}})
    objects = {
        "notification_id": [row["_id"] for row in post.db["notifications"].find(mine)],
        "delivery_id": [row["_id"] for row in post.db["deliveries"].find(mine)],
    }
    assert all(objects.values())
    marks = ("577/KH-UBND", "plan:centre", *(id for ids in objects.values() for id in ids))
    foreigners = ("front", "stranger")
    return World(hosted, _projected(hosted), "centre", foreigners, objects, marks)
