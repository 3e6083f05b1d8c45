"""What the events leave in the store, in whatever order and however often they come."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from chassis.events import Event
from services.portal.journeys.steps import TELLINGS
from services.portal.main import SERVICE
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal.stream import DECISION, FINAL, LETTER, MIDYEAR, OF_HEALTH, PLAN, READ_MODELS, deliver

FUNNELS = {
    PLAN: {
        "holders": 4,
        "silent": 1,
        "action_addressed": 3,
        "action_arrived": 3,
        "action_registered": 2,
        "action_acknowledged": 2,
        "information_addressed": 1,
        "information_arrived": 1,
        "tasks_assigned": 2,
        "tasks_acknowledged": 2,
    },
    LETTER: {
        "holders": 1,
        "action_addressed": 1,
        "action_arrived": 1,
        "action_registered": 1,
        "action_acknowledged": 1,
        "tasks_assigned": 1,
        "tasks_acknowledged": 1,
    },
    DECISION: {"holders": 1, "silent": 1, "action_addressed": 1, "action_arrived": 1},
}
GROUPS = {
    (PLAN, (FINAL, MIDYEAR), (MIDYEAR,)): 2,
    (PLAN, (FINAL, MIDYEAR), ()): 1,
    (LETTER, (OF_HEALTH,), (OF_HEALTH,)): 1,
}
DAYS = {
    (PLAN, MIDYEAR, "2024-06-12"): 1,
    (PLAN, MIDYEAR, "2024-06-20"): 1,
    (PLAN, MIDYEAR, None): 1,
    (PLAN, FINAL, None): 3,
    # Handed in again after its return, it counts for the day it was first handed in.
    (LETTER, OF_HEALTH, "2024-06-05"): 1,
}


def state(portal: Hosted) -> dict[str, Any]:
    """Return everything the read models hold; a counter at zero is as good as none."""
    db = portal.database.db
    found = {name: {row["_id"]: row for row in db[name].find()} for name in READ_MODELS}
    for name, mark in (("funnels", None), ("branches", "holders"), ("report_counts", "recipients")):
        rows = {id: {name: n for name, n in row.items() if n != 0} for id, row in found[name].items()}
        found[name] = {id: row for id, row in rows.items() if mark is None or mark in row}
    return found


def clear(portal: Hosted) -> None:
    for name in READ_MODELS:
        portal.database.db[name].delete_many({})


def funnels(portal: Hosted) -> dict[str, dict[str, int]]:
    rows = state(portal)["funnels"].values()
    return {row["_id"]: {name: n for name, n in row.items() if name != "_id"} for row in rows}


def test_the_story_adds_up(told: Hosted) -> None:
    assert funnels(told) == FUNNELS
    found = state(told)
    counted = {
        (row["of"], tuple(row["owed"]), tuple(row["standing"]))
        if "owed" in row
        else (row["of"], row["period_id"], row["day"]): row["recipients"]
        for row in found["report_counts"].values()
        if row["of"] in FUNNELS
    }
    assert counted == GROUPS | DAYS


def test_the_latest_due_day_holds(told: Hosted) -> None:
    assert {id: row["due_on"] for id, row in state(told)["periods"].items()} == {
        MIDYEAR: "2024-06-14", FINAL: "2999-12-01", OF_HEALTH: "2024-06-07",
    }  # fmt: skip


def test_every_event_is_one_row_in_each_journey_it_belongs_to(told: Hosted) -> None:
    rows = state(told)["timeline"].values()
    both = {"award-decided.v1", "award-publicised.v1"}
    events = [event for event in stream.story() if event.type in TELLINGS]
    assert len(rows) == len(events) + len(both)
    journeys = {type: {row["about"] for row in rows if row["type"] == type} for type in TELLINGS}
    assert journeys["award-decided.v1"] == journeys["award-publicised.v1"] == {DECISION, PLAN}
    assert journeys["criteria-published.v1"] == journeys["nomination-submitted.v1"] == {PLAN}
    assert journeys["report-due-set.v1"] == {MIDYEAR, FINAL, OF_HEALTH}
    assert journeys["reminder-sent.v1"] == {LETTER, FINAL}


def test_every_event_about_a_directive_is_told() -> None:
    assert set(TELLINGS) == set(SERVICE.subscriptions) - {
        "agency-changed.v1", "officer-changed.v1", "calendar-changed.v1",
    }  # fmt: skip


def test_an_award_outside_a_campaign_is_told_in_its_decision_only(portal: Hosted) -> None:
    decided = stream.made("award-decided.v1", directive_id=DECISION, campaign_id=None)
    nowhere = stream.made("criteria-published.v1", campaign_id=None)
    deliver(portal.database, [[decided, nowhere]])
    assert [row["about"] for row in state(portal)["timeline"].values()] == [DECISION]


def test_a_small_set_of_events_leaves_the_same_in_every_order(portal: Hosted) -> None:
    events = [
        stream.issued(PLAN, "province", "577/KH-UBND"),
        stream.dispatched(PLAN, "province", {"health": "assigned", "press": "information"}),
        stream.arrived(PLAN, "province", "health", "press"),
        stream.registered(PLAN, "health", 1),
        stream.acknowledged(PLAN, "health", "task-1"),
    ]
    deliver(portal.database, [events])
    wanted = state(portal)
    for order in itertools.permutations(events):
        clear(portal)
        deliver(portal.database, [order[:2], order[2:], order[1:4]])
        assert state(portal) == wanted, [event.type for event in order]


@pytest.mark.parametrize("seed", range(8))
def test_the_story_leaves_the_same_shuffled_doubled_and_cut_anywhere(portal: Hosted, seed: int) -> None:
    events = stream.story()
    deliver(portal.database, [events])
    wanted = state(portal)
    clear(portal)
    portal.database.db["agencies"].delete_many({})
    deliver(portal.database, batches(events, random.Random(seed)))
    assert state(portal) == wanted
    assert funnels(portal) == FUNNELS


@pytest.mark.parametrize("seed", range(4))
def test_reports_leave_the_same_whatever_comes_first(portal: Hosted, seed: int) -> None:
    events = stream.reports()
    deliver(portal.database, [events])
    wanted = state(portal)
    for _ in range(3):
        clear(portal)
        deliver(portal.database, batches(events, random.Random(seed)))
        assert state(portal) == wanted


def batches(events: list[Event], chance: random.Random) -> list[list[Event]]:
    doubled = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(doubled)
    cuts = sorted(chance.sample(range(1, len(doubled)), 6))
    return [doubled[start:end] for start, end in itertools.pairwise([0, *cuts, len(doubled)])]


def test_a_stub_stands_for_a_directive_not_heard_of_yet(portal: Hosted) -> None:
    deliver(portal.database, [[stream.acknowledged(PLAN, "health", "task-1")]])
    assert state(portal)["directives"] == {PLAN: {"_id": PLAN, "state": "stub"}}
    deliver(portal.database, [[stream.dispatched(PLAN, "province", {"health": "assigned"})]])
    assert state(portal)["directives"][PLAN]["symbol"] == "577/KH-UBND"


def test_an_older_version_of_a_head_changes_nothing(portal: Hosted) -> None:
    newer = stream.issued(PLAN, "province", "577/KH-UBND", urgency="urgent")
    older = stream.made("directive-issued.v1", PLAN, 3, directive_id=PLAN, urgency="normal")
    deliver(portal.database, [[newer], [older]])
    assert state(portal)["directives"][PLAN]["urgency"] == "urgent"


def test_an_arrival_on_paper_from_outside_belongs_to_no_journey(portal: Hosted) -> None:
    deliver(portal.database, [[stream.registered(None, "health", 0)]])
    assert not any(state(portal).values())


def test_a_discarded_draft_is_kept_as_discarded(portal: Hosted) -> None:
    dropped = stream.made("directive-draft-discarded.v1", PLAN, 3, directive_id=PLAN, agency_id="health")
    deliver(portal.database, [[dropped], [dropped]])
    assert state(portal)["directives"][PLAN]["state"] == "discarded"
    assert len(state(portal)["timeline"]) == 1


def test_what_was_begun_and_rolled_back_is_not_counted(portal: Hosted) -> None:
    events = stream.plan()

    def fail(tx: Any) -> None:
        stream.apply(tx, events)
        raise RuntimeError("the batch is cut")

    with pytest.raises(RuntimeError):
        portal.database.transaction(fail)
    assert not any(state(portal).values())
    deliver(portal.database, [events])
    assert funnels(portal)[PLAN] == FUNNELS[PLAN]


def test_the_numbers_of_all_do_not_look_at_the_recipients(told: Hosted) -> None:
    officer = told.as_officer("province", ["leader"])
    before = told.get(f"/v1/journeys/{PLAN}", officer).get_json()
    told.database.db["recipients"].delete_many({})
    after = told.get(f"/v1/journeys/{PLAN}", officer).get_json()
    assert (after["funnel"], after["reports"]) == (before["funnel"], before["reports"])


def test_the_counters_of_reports_do_not_grow_with_the_recipients(portal: Hosted) -> None:
    agency_ids = [f"agency-{number}" for number in range(60)]
    steps = [
        stream.report("submitted", PLAN, agency_id, MIDYEAR, (3, 1, "2024-06-12"))
        for agency_id in agency_ids[::2]
    ]
    deliver(portal.database, [[stream.required(PLAN, MIDYEAR, *agency_ids), *steps]])
    assert [row["recipients"] for row in state(portal)["report_counts"].values()] == [30] * 4
