"""What the events leave in the store, in whatever order and however often they come."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from chassis.events import Event
from services.portal.journeys.store import INDEXES
from services.portal.main import SERVICE
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal.stream import LETTER, PLAN, deliver

FUNNELS = {
    PLAN: {
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
        "action_addressed": 1,
        "action_arrived": 1,
        "action_registered": 1,
        "action_acknowledged": 1,
        "tasks_assigned": 1,
        "tasks_acknowledged": 1,
    },
}


def state(portal: Hosted) -> dict[str, Any]:
    """Return everything the read models hold; a counter at zero is as good as none."""
    db = portal.database.db
    found = {name: {row["_id"]: row for row in db[name].find()} for name in INDEXES}
    found["funnels"] = {id: {name: n for name, n in row.items() if n} for id, row in found["funnels"].items()}
    return found


def clear(portal: Hosted) -> None:
    for name in INDEXES:
        portal.database.db[name].delete_many({})


def funnels(portal: Hosted) -> dict[str, dict[str, int]]:
    rows = state(portal)["funnels"].values()
    return {row["_id"]: {name: n for name, n in row.items() if name != "_id"} for row in rows}


def test_the_story_adds_up(told: Hosted) -> None:
    assert funnels(told) == FUNNELS


def test_every_event_of_a_directive_is_one_row_of_its_timeline(told: Hosted) -> None:
    rows = state(told)["timeline"]
    assert len(rows) == len(stream.plan()) + len(stream.letter())
    assert {row["type"] for row in rows.values()} == set(SERVICE.subscriptions) - {
        "agency-changed.v1", "officer-changed.v1", "calendar-changed.v1", "directive-draft-discarded.v1",
    }  # fmt: skip


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
    before = told.get(f"/v1/journeys/{PLAN}", officer).get_json()["funnel"]
    told.database.db["recipients"].delete_many({})
    assert told.get(f"/v1/journeys/{PLAN}", officer).get_json()["funnel"] == before


def test_the_counters_are_what_counting_the_recipients_gives(told: Hosted) -> None:
    by_counters = told.get(f"/v1/journeys/{PLAN}", told.as_officer("province")).get_json()["funnel"]
    told.database.db["directives"].update_one({"_id": PLAN}, {"$set": {"issuer_id": "elsewhere"}})
    rows = [
        {"_id": f"{PLAN}:province", "directive_id": PLAN, "agency_id": "province", "purpose": None,
         "stage": 0, "holds": True, "assigned": [], "acknowledged": []},
    ]  # fmt: skip
    told.database.db["recipients"].insert_many(rows)
    told.database.db["agencies"].update_many(
        {"_id": {"$in": ["front", "press"]}}, {"$set": {"path": ["province"]}}
    )
    found = told.get(f"/v1/journeys/{PLAN}", told.as_officer("province", ["leader"])).get_json()
    assert found["view"] == "own"
    assert found["funnel"] == by_counters
