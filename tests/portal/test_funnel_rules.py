"""How far a recipient has come, without any server."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from services.portal.journeys.domain import Recipient, difference, funnel_of
from services.portal.reporting.domain import Reporting

ADDRESSED = Recipient().address("action", "assigned")
ARRIVED = ADDRESSED.arrive()
NO_REPORTS = Reporting(figures=(), due=0, reported=0)


def test_nothing_is_reached_before_the_agency_is_addressed() -> None:
    assert Recipient().arrive().register("i", 0).stage == 0


def test_each_stage_needs_the_one_before() -> None:
    assert ADDRESSED.stage == 1
    assert ADDRESSED.register("i", 0).stage == 1
    assert ARRIVED.stage == 2
    assert ARRIVED.register("i", 2).stage == 3


def test_without_tasks_registering_is_acknowledging() -> None:
    assert ARRIVED.register("i", 0).stage == 4


def test_every_task_must_be_acknowledged() -> None:
    one = ARRIVED.register("i", 2).assign("a").assign("b").acknowledge("a")
    assert one.stage == 3
    assert one.acknowledge("b").stage == 4


def test_tasks_not_heard_of_yet_are_waited_for() -> None:
    assert ARRIVED.register("i", 2).acknowledge("a").stage == 3


def test_a_task_that_comes_later_reopens_what_was_acknowledged() -> None:
    done = ARRIVED.register("i", 1).assign("a").acknowledge("a")
    again = done.assign("b")
    assert (done.stage, again.stage) == (4, 3)
    assert difference(done, again) == {"action_acknowledged": -1, "tasks_assigned": 1}


def test_a_recipient_for_information_is_done_when_the_document_is_there() -> None:
    informed = Recipient().address("information", None).arrive().register("i", 0)
    assert informed.counts() == Counter(information_addressed=1, information_arrived=1, holders=1)


def test_to_act_wins_over_to_know_in_any_order() -> None:
    for purposes in itertools.permutations(["action", "information"]):
        one = Recipient()
        for purpose in purposes:
            one = one.address(purpose, "assigned" if purpose == "action" else None)
        assert (one.purpose, one.binding) == ("action", "assigned")


def test_a_repeated_fact_moves_no_number() -> None:
    one = ARRIVED.register("i", 1).assign("a").acknowledge("a")
    again = one.address("action", "assigned").arrive().register("i", 1).assign("a").acknowledge("a")
    assert difference(one, again) == {}


def test_shares_are_of_those_who_are_to_act() -> None:
    counts = Counter(action_addressed=8, action_arrived=2, information_addressed=100)
    funnel = funnel_of(counts, Reporting(figures=(), due=2, reported=1))
    assert funnel.share("arrived") == pytest.approx(0.25)
    assert funnel.share("reported") == pytest.approx(0.125)
    assert funnel_of({}, NO_REPORTS).share("arrived") is None
