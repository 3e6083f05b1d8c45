"""Who may see what of a journey (events.md §5), as the API and the list answer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from chassis.app import database
from chassis.identity import current
from services.portal.journeys.store.reading import Asked
from services.portal.journeys.usecases import list_directives
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal.stream import LETTER, PLAN, deliver

ISSUE = "directive-issued.v1"
# Who reads, in which role, which directive, and how much of it; None is 404.
MATRIX = [
    ("province", "clerk", PLAN, "all"),
    ("province", "leader", PLAN, "all"),
    ("health", "clerk", PLAN, "own"),
    ("health", "leader", PLAN, "own"),
    ("press", "officer", PLAN, "own"),
    ("centre", "leader", PLAN, None),
    ("ward", "monitor", PLAN, None),
    ("stranger", "leader", PLAN, None),
    ("stranger", "monitor", PLAN, None),
    ("stranger", "admin", PLAN, None),
    ("health", "officer", LETTER, "all"),
    ("province", "leader", LETTER, "all"),
    ("province", "monitor", LETTER, "all"),
    ("province", "clerk", LETTER, None),
    ("province", "officer", LETTER, None),
    ("centre", "clerk", LETTER, "own"),
    ("justice", "leader", LETTER, None),
    ("front", "monitor", LETTER, None),
]


def read(portal: Hosted, agency_id: str, role: str, directive_id: str) -> Any:
    headers = portal.as_officer(agency_id, [role])
    return portal.get(f"/v1/journeys/{directive_id}", headers, query_string={"limit": 100})


@pytest.mark.parametrize(("agency_id", "role", "directive_id", "view"), MATRIX)
def test_a_journey_is_seen_as_far_as_one_may(
    told: Hosted, agency_id: str, role: str, directive_id: str, view: str | None
) -> None:
    answer = read(told, agency_id, role, directive_id)
    assert answer.status_code == (200 if view else 404)
    assert answer.get_json().get("view") == view


@pytest.mark.parametrize(("agency_id", "role", "directive_id", "view"), MATRIX)
def test_the_list_holds_what_may_be_opened(
    told: Hosted, agency_id: str, role: str, directive_id: str, view: str | None
) -> None:
    headers = told.as_officer(agency_id, [role])
    with told.app.test_request_context(f"/v1/journeys/{directive_id}", headers=headers):
        assert told.app.preprocess_request() is None
        found = list_directives(database().reading(), current(), Asked(), {"limit": 100, "cursor": None})
    assert (directive_id in [one["id"] for one in found.items]) == (view is not None)


BEFORE = {event.type for event in stream.plan()}
# What there is to read of the plan's reports, reminders and awards: by the issuer, by a clerk of a recipient.
OPEN = {"criteria-published.v1": 1, "award-publicised.v1": 1}
OWED = {"report-required.v1": 2, "report-due-set.v1": 3}
RECOGNISED = {"nomination-submitted.v1": 1, "award-decision-prepared.v1": 1, "award-decided.v1": 1}
LATER = {
    "province": OPEN | RECOGNISED | {"exemplar-verified.v1": 1, "reminder-sent.v1": 1}
    | {"report-required.v1": 3, "report-due-set.v1": 3, "report-submitted.v1": 2},
    "health": OPEN | OWED | RECOGNISED | {"exemplar-verified.v1": 1, "report-submitted.v1": 1},
    "front": OPEN | OWED | {"report-submitted.v1": 1},
    "justice": OPEN | OWED,
    "press": OPEN,
}  # fmt: skip


def test_a_recipient_sees_the_issue_and_its_own_steps_only(told: Hosted) -> None:
    found = read(told, "justice", "clerk", PLAN).get_json()
    steps = [step for step in found["timeline"]["items"] if step["type"] in BEFORE]
    assert {step["agency_id"] for step in steps} == {"province", "justice"}
    assert [step["type"] for step in steps].count("document-registered.v1") == 1
    assert [step["type"] for step in steps].count("directive-dispatched.v1") == 1
    assert {step["count"] for step in steps} == {None, 1}


@pytest.mark.parametrize(("agency_id", "wanted"), LATER.items())
def test_of_reports_and_awards_one_reads_ones_own_steps_and_what_is_open(
    told: Hosted, agency_id: str, wanted: dict[str, int]
) -> None:
    steps = read(told, agency_id, "clerk", PLAN).get_json()["timeline"]["items"]
    assert Counter(step["type"] for step in steps if step["type"] not in BEFORE) == wanted
    chunks = [step["count"] for step in steps if step["type"] == "report-required.v1"]
    assert sum(chunks) == (6 if agency_id == "province" else len(chunks))


def test_the_decision_tells_whom_it_commends_that_the_award_is_given_and_published(told: Hosted) -> None:
    for agency_id in ("health", "centre"):
        found = read(told, agency_id, "clerk", stream.DECISION).get_json()
        assert [step["type"] for step in found["timeline"]["items"]] == [
            "directive-issued.v1", "directive-dispatched.v1", "documents-arrived.v1",
            "award-decided.v1", "award-publicised.v1",
        ]  # fmt: skip


def test_both_sides_of_a_report_read_its_steps_and_who_the_other_is(told: Hosted) -> None:
    steps = read(told, "centre", "clerk", LETTER).get_json()["timeline"]["items"]
    sides = [(s["type"], s["agency_id"], s["party_id"]) for s in steps if s["facts"].get("submission_id")]
    assert sides == [
        ("report-submitted.v1", "centre", "health"),
        ("report-returned.v1", "health", "centre"),
        ("report-submitted.v1", "centre", "health"),
        ("report-accepted.v1", "health", "centre"),
    ]


def test_a_recipient_counts_only_itself(told: Hosted) -> None:
    found = read(told, "health", "clerk", PLAN).get_json()
    stages = ("addressed", "arrived", "registered", "acknowledged", "reported")
    assert found["funnel"]["action"] == dict.fromkeys(stages, 1) | {"accepted": 0}
    assert found["funnel"]["reports_due"] == 1
    assert found["funnel"]["information"] == {"addressed": 0, "arrived": 0}
    assert found["directive"]["recipient_count"] is None
    assert [(one["expected"], one["actual"], one["actual_on_time"]) for one in found["reports"]] == [
        (1, 1, 1),
        (1, 0, 0),
    ]


def test_a_recipient_for_information_is_shown_apart(told: Hosted) -> None:
    found = read(told, "press", "officer", PLAN).get_json()
    assert found["funnel"]["action"]["addressed"] == 0
    assert found["funnel"]["information"] == {"addressed": 1, "arrived": 1}


def test_a_leader_counts_the_subtree_too_and_a_clerk_does_not(portal: Hosted) -> None:
    to = {"health": "assigned", "centre": "assigned", "ward": "assigned", "justice": "assigned"}
    sent = [stream.issued(PLAN, "province", "577/KH-UBND"), stream.dispatched(PLAN, "province", to)]
    deliver(portal.database, [stream.agencies(), sent])
    counts = {
        role: read(portal, "health", role, PLAN).get_json()["funnel"]["action"]["addressed"]
        for role in ("leader", "monitor", "clerk")
    }
    assert counts == {"leader": 3, "monitor": 3, "clerk": 1}
    chunk = read(portal, "health", "leader", PLAN).get_json()["timeline"]["items"][1]
    assert (chunk["type"], chunk["count"]) == ("directive-dispatched.v1", 3)


def test_an_agency_that_moves_is_seen_from_its_new_place_at_once(portal: Hosted) -> None:
    sent = [stream.issued(PLAN, "health", "1/KH"), stream.dispatched(PLAN, "health", {"centre": "assigned"})]
    deliver(portal.database, [stream.agencies(), sent])
    assert read(portal, "justice", "leader", PLAN).status_code == 404
    moved = {"agency_id": "health", "parent_id": "justice", "path": ["province", "justice"]}
    deliver(portal.database, [[stream.made("agency-changed.v1", "health", 2, **moved)]])
    assert read(portal, "justice", "leader", PLAN).get_json()["view"] == "all"


def test_everybody_sees_that_a_public_document_was_issued_and_no_more(portal: Hosted) -> None:
    public = stream.issued(PLAN, "province", "577/KH-UBND", subject="Phát động thi đua")
    deliver(portal.database, [[*stream.agencies(), public, *stream.plan()[1:], *stream.reports()]])
    found = read(portal, "stranger", "officer", PLAN).get_json()
    assert found["view"] == "public"
    assert found["directive"]["subject"] == "Phát động thi đua"
    assert found["funnel"] is None
    assert found["reports"] is None
    assert [step["type"] for step in found["timeline"]["items"]] == [ISSUE]


def test_a_discarded_draft_stays_in_its_agency(portal: Hosted) -> None:
    said = {"directive_id": PLAN, "agency_id": "health"}
    dropped = stream.made("directive-draft-discarded.v1", PLAN, 3, **said)
    deliver(portal.database, [[*stream.agencies(), dropped]])
    assert read(portal, "health", "officer", PLAN).get_json()["directive"]["state"] == "discarded"
    assert read(portal, "province", "leader", PLAN).status_code == 404


def test_a_journey_needs_a_token(told: Hosted) -> None:
    assert told.get(f"/v1/journeys/{PLAN}").status_code == 401


def test_a_journey_that_does_not_exist_is_as_foreign(told: Hosted) -> None:
    assert read(told, "province", "leader", "no-such-directive").status_code == 404


def test_a_symbol_that_may_not_be_seen_is_not_told_through_another_document(told: Hosted) -> None:
    deliver(told.database, [[stream.dispatched(LETTER, "health", {"stranger": "assigned"}, chunk=2)]])
    symbols = [
        read(told, agency_id, "leader", LETTER).get_json()["directive"]["implements_symbol"]
        for agency_id in ("health", "stranger")
    ]
    assert symbols == ["577/KH-UBND", None]


def test_a_timeline_comes_in_pages(told: Hosted) -> None:
    headers = told.as_officer("province", ["leader"])
    seen, cursor = [], None
    while True:
        query = {"limit": 5} | ({"cursor": cursor} if cursor else {})
        timeline = told.get(f"/v1/journeys/{PLAN}", headers, query_string=query).get_json()["timeline"]
        seen += [step["id"] for step in timeline["items"]]
        cursor = timeline["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == len(stream.plan()) + sum(LATER["province"].values())


# What a step tells in words: of agencies, clauses and reports, which are no secret.
NAMES = {"agency_name", "party_name"}


@pytest.mark.parametrize("agency_id", ["province", "health"])
def test_a_step_tells_the_id_of_its_person_and_no_name(portal: Hosted, agency_id: str) -> None:
    events = stream.story()
    deliver(portal.database, [events])
    acted = {event.id: event.data.get("actor_id") for event in events}
    steps = read(portal, agency_id, "leader", PLAN).get_json()["timeline"]["items"]
    stored = list(portal.database.db["timeline"].find())
    assert {step["actor_id"] for step in steps} > {"system"}
    assert {step["id"]: step["actor_id"] for step in steps}.items() <= acted.items()
    for step in (*steps, *stored):
        fields = {*step, *step["facts"]}
        assert {field for field in fields if "actor" in field or "officer_id" in field} == {"actor_id"}
        assert {field for field in fields if "name" in field} <= NAMES
