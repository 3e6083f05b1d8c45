"""Both documents issued, dispatched and registered over the sample province: the tables of events.md §4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from chassis.projections import agency_document
from chassis.service import Service
from infra.local.story import papers
from infra.local.story.command import compose
from services.directives.main import SERVICE
from services.directory.agencies.domain import Agency
from services.directory.sample.bodies import agencies
from services.directory.sample.groupings import groups
from tests.directives.hosting import MARCH_1, Province
from tests.directives.tasks.test_two_documents import EVERYONE, LETTER, MORE_OF_577, PLAN, UNIT_929
from tests.fixtures.web import Hosted

UBND, HEALTH = "Ủy ban nhân dân tỉnh Tây Ninh", "Sở Y tế"
CENTRE = "Trung tâm Y tế huyện Dương Minh Châu"
STANDS_FOR = {
    "một huyện": "Ủy ban nhân dân huyện Gò Dầu",
    "một doanh nghiệp": "Công ty Cổ phần Cao su Tây Ninh",
}
FOR_INFORMATION = {
    "Cục III Thanh tra Chính phủ", "Cục IV Thanh tra Chính phủ", "Thường trực Tỉnh ủy",
    "Thường trực Hội đồng nhân dân tỉnh", "Phòng Nội chính Văn phòng Ủy ban nhân dân tỉnh",
}  # fmt: skip
REQUESTED = {"Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Tỉnh Đoàn"}
MARCH_19 = "2024-03-19"


class Sample(Province):
    """The sample province as the service knows it from the directory's events."""

    def __init__(self, hosted: Hosted) -> None:
        super().__init__(hosted)
        self.bodies: dict[str, Agency] = {one.name: one for one in agencies()}
        self.names = {one.id: one.name for one in self.bodies.values()}
        self.ids = {name: one.id for name, one in self.bodies.items()}
        known = [{"_id": one.id, "ver": 1, **projected(one)} for one in self.bodies.values()]
        hosted.database.db["agencies"].insert_many(known)
        for group in groups(self.ids, date.fromisoformat(MARCH_1)):
            self.group(group.id, group.name, aliases=list(group.aliases), **group.rule.given())

    def out(self, symbol: str, issuer: str, day: str, last: int) -> dict[str, Any]:
        """Draft, submit, sign and issue a document of the story; return it."""
        paper = documents()[symbol]
        body = compose(paper.parsed, paper.decisions, self.ids.__getitem__)
        self.open_book(issuer, body["book"], document_types=[body["type"]], last_number=last)
        found = self.hosted.post("/v1/directives", body, self.officer(issuer, "officer")).json
        steps = (
            ("submit", "officer", {}),
            ("sign", "leader", {"signed_on": day}),
            ("issue", "clerk", {"issued_on": day}),
        )
        for step, role, said in steps:
            path, versioned = f"/v1/directives/{found['id']}/{step}", {"if_match": found["version"]}
            answer = self.hosted.post(path, said, self.officer(issuer, role), **versioned)
            assert answer.status_code == 200, answer.json
            found = answer.json
        self.arrive()
        return found

    def duties(self, directive: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """Register a directive at an agency; return its tasks."""
        self.open_book(name, "incoming", document_types=[], last_number=0)
        clerk = self.officer(name, "clerk")
        path = f"/v1/arrivals/{directive['id']}:{self.ids[name]}/register"
        body = {"arrived_on": directive["issued_on"]}
        assert self.hosted.post(path, body, clerk, if_match=1).status_code == 201
        listed = self.hosted.get(f"/v1/tasks?limit=100&assignee_id={self.ids[name]}", clerk).json["items"]
        return [task for task in listed if task["directive_id"] == directive["id"]]


def projected(agency: Agency) -> dict[str, Any]:
    """Return an agency as the chassis keeps it."""
    days = {"valid_from": agency.valid_from.isoformat(), "valid_to": None}
    if agency.valid_to:
        days["valid_to"] = agency.valid_to.isoformat()
    lists = {name: list(getattr(agency, name)) for name in ("aliases", "path", "successors")}
    return agency_document(vars(agency) | lists | days)


@cache
def documents() -> dict[str, papers.Paper]:
    """Return both documents as parse reads the rendition."""
    return papers.read(papers.RENDITION)


@pytest.fixture
def sample(hosted: Callable[[Service], Hosted]) -> Sample:
    """Return the sample province in an empty store of the service."""
    return Sample(hosted(SERVICE))


@pytest.fixture
def plan(sample: Sample) -> dict[str, Any]:
    """Return plan 577, issued and arrived everywhere."""
    return sample.out(PLAN, UBND, MARCH_1, 576)


@pytest.fixture
def letter(sample: Sample) -> dict[str, Any]:
    """Return letter 929, issued and arrived everywhere."""
    return sample.out(LETTER, HEALTH, MARCH_19, 928)


def recipients(sample: Sample, directive: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return purpose and binding of every recipient by name."""
    reader = sample.officer(sample.names[directive["agency_id"]], "clerk")
    [chunk] = sample.hosted.get(f"/v1/directives/{directive['id']}/recipients", reader).json["items"]
    return {sample.names[one["agency_id"]]: (one["purpose"], one["binding"]) for one in chunk["recipients"]}


def flags(sample: Sample, directive: dict[str, Any]) -> list[tuple[str, str | None]]:
    numbers = {clause["clause_id"]: clause["number"] for clause in directive["clauses"]}
    return [
        (
            flag["code"],
            sample.names.get(flag["agency_id"]) or numbers.get(flag["clause_id"]) or flag["template"],
        )
        for flag in directive["flags"]
        if flag["code"] != "backdated"
    ]


def below(sample: Sample, parent: str, kind: str) -> set[str]:
    standing = [one for one in sample.bodies.values() if one.valid_to is None]
    return {one.name for one in standing if one.parent_id == sample.ids[parent] and one.kind == kind}


def test_plan_577_goes_to_each_body_once_for_its_purpose_and_as_its_relation_binds(
    sample: Sample, plan: dict[str, Any]
) -> None:
    met = recipients(sample, plan)
    departments, districts = below(sample, UBND, "department"), below(sample, UBND, "executive")
    enterprises = {one.name for one in sample.bodies.values() if one.kind == "state-capital-enterprise"}
    assert len(districts) == 9
    expected = dict.fromkeys(FOR_INFORMATION, ("information", None))
    expected |= dict.fromkeys(REQUESTED | enterprises, ("action", "requested"))
    bound = departments | districts | {"Ban Thi đua - Khen thưởng tỉnh"}
    expected |= dict.fromkeys(bound, ("action", "assigned"))
    assert met == expected
    assert plan["recipient_count"] == len(expected)


def test_letter_929_goes_to_rooms_and_units_the_inspectorate_among_them(
    sample: Sample, letter: dict[str, Any]
) -> None:
    rooms, units = below(sample, HEALTH, "unit"), below(sample, HEALTH, "public-service-unit")
    assert "Thanh tra Sở Y tế" in rooms
    assert CENTRE in units
    everybody = rooms | units | below(sample, HEALTH, "department")
    assert recipients(sample, letter) == dict.fromkeys(everybody, ("action", "assigned"))


def test_who_has_a_part_and_no_line_and_what_has_no_day_is_flagged(
    sample: Sample, plan: dict[str, Any], letter: dict[str, Any]
) -> None:
    assert Counter(flags(sample, plan)) == Counter(
        [
            ("assigned-not-addressed", "Ban Tuyên giáo Tỉnh ủy"),
            ("assigned-not-addressed", "Báo Tây Ninh"),
            ("assigned-not-addressed", "Đài Phát thanh và Truyền hình Tây Ninh"),
            ("due-missing", "IV.6.b"),
        ]
    )
    assert flags(sample, letter) == [("assigned-not-addressed", "Hội đồng Thi đua - Khen thưởng Sở Y tế")]


def test_the_letter_is_of_the_plans_campaign(sample: Sample, plan: dict[str, Any]) -> None:
    sample.duties(plan, HEALTH)
    letter = sample.out(LETTER, HEALTH, MARCH_19, 928)
    assert (plan["symbol"], plan["campaign_id"]) == ("577/KH-UBND", plan["id"])
    assert (letter["symbol"], letter["campaign_id"]) == ("929/SYT-VP", plan["id"])
    assert letter["implements_id"] == plan["id"]


def test_registering_the_plan_gives_each_body_the_tasks_listed_for_it(
    sample: Sample, plan: dict[str, Any]
) -> None:
    for name, more in MORE_OF_577.items():
        name = STANDS_FOR.get(name, name)
        made = sample.duties(plan, name)
        assert {_told(task) for task in made} == EVERYONE | more, name
        courteous = name in REQUESTED or name == STANDS_FOR["một doanh nghiệp"]
        assert {task["binding"] for task in made} == {"requested" if courteous else "assigned"}, name
        assert {(task["start_on"], task["due_on"]) for task in made} == {(MARCH_1, None)}
    assert sample.duties(plan, "Thường trực Tỉnh ủy") == []


def test_registering_the_letter_gives_a_unit_five_tasks_and_the_inspectorate_two_more(
    sample: Sample, letter: dict[str, Any]
) -> None:
    for name, wanted in ((CENTRE, UNIT_929), ("Thanh tra Sở Y tế", UNIT_929 | {"6/1", "6/2"})):
        made = sample.duties(letter, name)
        assert {_told(task) for task in made} == wanted
        assert {(task["binding"], task["kind"], task["start_on"]) for task in made} == {
            ("assigned", "standing", MARCH_19)
        }


def _told(task: dict[str, Any]) -> str:
    role = "co " if task["party"] == "co" else ""
    return f"{'dormant ' if task['status'] == 'dormant' else role}{task['number']}"
