"""Dead letters in an operator's hands: listed, shown, repeated once, discarded with a reason."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest
from click.testing import CliRunner, Result

from chassis.cli import commands
from chassis.events import Event
from chassis.transaction import Tx
from tests.chassis.stage import DISCARDED, Stage, event, records

Operator = Callable[..., Result]


@pytest.fixture
def operator(stage: Stage) -> Operator:
    """Return a function that runs `redrive ...` as an operator does."""

    def run(*arguments: str) -> Result:
        return CliRunner(env=stage.environ).invoke(commands(stage.service), ["redrive", *arguments])

    return run


def fail(stage: Stage, *events: Event) -> list[str]:
    """Let events fail and the cause be mended then; return the ids of their letters."""

    def always(tx: Tx, told: Event) -> None:
        raise ValueError("not yet")

    stage.interfere = always
    stage.apply(*records(*events))
    stage.interfere = lambda tx, told: None
    return [letter["_id"] for letter in stage.letters()]


def test_open_letters_are_listed_with_place_and_reason(stage: Stage, operator: Operator) -> None:
    (letter,) = fail(stage, event("draft-1"))
    said = operator("list").output
    assert said == f"{letter}\t{DISCARDED}\tdirectives.events[0]@0\tValueError: not yet\n"


def test_a_letter_is_shown_without_its_body(stage: Stage, operator: Operator) -> None:
    (letter,) = fail(stage, event("draft-1"))
    shown = orjson.loads(operator("show", letter).output)
    assert (shown["id"], shown["type"], shown["attempts"]) == (letter, DISCARDED, 3)
    assert {"original", "body"}.isdisjoint(shown)
    assert operator("show", "nothing").exit_code == 1


def test_a_letter_is_applied_again_by_id_and_once_only(stage: Stage, operator: Operator) -> None:
    letters = fail(stage, event("draft-1"), event("draft-2"))
    said = [operator("again", letters[0]).output for _ in range(2)]
    assert said == [f"{letters[0]}\tredriven\n", f"{letters[0]}\tsettled before\n"]
    assert stage.applied() == {"draft-1": [1]}
    assert [letter["_id"] for letter in stage.letters()] == letters[1:]


def test_the_redriven_event_is_not_applied_when_kafka_brings_it_again(
    stage: Stage, operator: Operator
) -> None:
    told = event("draft-1")
    (letter,) = fail(stage, told)
    operator("again", letter)
    stage.apply(*records(told, told)[1:])
    assert stage.applied() == {"draft-1": [1]}


def test_all_letters_of_a_type_are_applied_again(stage: Stage, operator: Operator) -> None:
    fail(stage, event("draft-1"), event("draft-2"))
    assert operator("again", "--type", DISCARDED).output.count("redriven") == 2
    assert stage.letters() == []


def test_what_fails_again_stays_open(stage: Stage, operator: Operator) -> None:
    (letter,) = fail(stage, event("draft-1"))

    def still(tx: Tx, told: Event) -> None:
        raise KeyError("still")

    stage.interfere = still
    assert operator("again", letter).output == f"{letter}\tfailed again: KeyError\n"
    assert len(stage.letters()) == 1


def test_poison_can_be_tried_but_not_applied(stage: Stage, operator: Operator) -> None:
    from dataclasses import replace

    stage.apply(replace(records(event("draft-1"))[0], value=b"not json"))
    (letter,) = stage.letters()
    assert "failed again: Undecodable" in operator("again", letter["_id"]).output


def test_a_version_overtaken_meanwhile_is_dropped(stage: Stage, operator: Operator) -> None:
    old, new = event("draft-1", 1), event("draft-1", 2, reason_code="other")
    (letter,) = fail(stage, old)
    stage.apply(*records(old, new)[1:])
    assert "redriven" in operator("again", letter).output
    assert stage.db["drafts"].find_one() == {"_id": "draft-1", "ver": 2, "reason": "other"}


def test_discarding_needs_a_reason_and_keeps_it(stage: Stage, operator: Operator) -> None:
    (letter,) = fail(stage, event("draft-1"))
    assert operator("discard", letter).exit_code == 2
    assert operator("discard", letter, "--reason", "test data").output == "discarded: test data\n"
    assert operator("again", letter).output == f"{letter}\tsettled before\n"
    settled = stage.db["outbox"].find_one()["dead"]["settled"]  # type: ignore[index]
    assert settled["how"] == "discarded: test data"
    assert settled["by"]
    assert stage.applied() == {}


def test_settled_letters_are_listed_when_asked_for(stage: Stage, operator: Operator) -> None:
    (letter,) = fail(stage, event("draft-1"))
    operator("discard", letter, "--reason", "test data")
    assert operator("list").output == ""
    assert letter in operator("list", "--all").output


def test_again_wants_an_id_or_a_type(stage: Stage, operator: Operator) -> None:
    assert operator("again").exit_code == 2
    assert operator("again", "x", "--type", DISCARDED).exit_code == 2
