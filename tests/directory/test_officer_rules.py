"""The rules of officers and of guessing passwords, without servers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.directory.domain import Refused
from services.directory.officers.domain import Officer, appoint, change
from services.directory.sessions.domain import LONGEST_WAIT, Attempts, delay_after

DAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)


def position(position_id: str = "p1", **facts: Any) -> dict[str, Any]:
    known = {"position_id": position_id, "agency_id": "a1", "roles": ["officer"]}
    return known | {"valid_from": date(2000, 1, 1)} | facts


def officer(*positions: dict[str, Any]) -> Officer:
    facts = {"name": "Lê Mẫu", "email": "le.mau@mau.example", "positions": list(positions or [position()])}
    return appoint("o1", facts, DAY, "a1")[0]


def refused(code: str, pointer: str):
    return pytest.raises(Refused, check=lambda error: (error.code, error.pointer) == (code, pointer))


def test_an_officer_acts_only_in_positions_held_on_the_day() -> None:
    one = officer(
        position("past", valid_to=date(2024, 2, 29)), position("now"), position("last", valid_to=DAY)
    )
    assert [held.position_id for held in one.positions_on(DAY)] == ["now", "last"]


def test_a_dismissed_officer_holds_no_position() -> None:
    one, [event] = change(officer(), {"active": False}, DAY, "a1")
    assert one.positions_on(DAY) == []
    assert event.active is False


def test_a_position_once_held_is_ended_and_not_removed_or_moved() -> None:
    one = officer(position("p1"), position("p2"))
    with refused("position-removed", "/positions"):
        change(one, {"positions": [position("p1")]}, DAY, "a1")
    with refused("position-removed", "/positions"):
        change(one, {"positions": [position("p1"), position("p2", agency_id="a2")]}, DAY, "a1")
    ended, _ = change(one, {"positions": [position("p1"), position("p2", valid_to=DAY)]}, DAY, "a1")
    assert ended.positions[1].valid_to == DAY


def test_an_officer_has_a_position_from_the_start() -> None:
    with refused("no-position", "/positions"):
        appoint("o1", {"name": "Lê Mẫu", "positions": []}, DAY, "a1")


def test_a_position_does_not_end_before_it_begins() -> None:
    with refused("period-reversed", "/positions/0/valid_to"):
        officer(position(valid_to=date(1999, 1, 1)))


@pytest.mark.parametrize("role", ["admin", "service"])
def test_an_administrator_or_a_service_has_no_other_role(role: str) -> None:
    assert officer(position(roles=[role])).positions[0].roles == (role,)
    with refused("role-stands-alone", "/positions/0/roles"):
        officer(position(roles=[role, "leader"]))


def test_a_position_stands_once() -> None:
    with refused("position-twice", "/positions"):
        officer(position(), position())


def test_the_event_says_nothing_of_the_person() -> None:
    [event] = appoint("o1", {"name": "Lê Mẫu", "phone": "0000", "positions": [position()]}, DAY, "a1")[1]
    assert "Mẫu" not in repr(event)
    assert "0000" not in repr(event)
    assert set(event.positions[0]) == {
        "position_id", "agency_id", "unit_id", "roles", "permissions", "valid_from", "valid_to",
    }  # fmt: skip


def test_the_first_mistakes_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    assert [delay_after(n, free=4) for n in (1, 3, 4, 5, 6)] == [0, 0, 1, 2, 4]
    assert delay_after(10_000, free=4) == LONGEST_WAIT == 900


def test_an_attempt_is_accepted_again_when_the_wait_is_over() -> None:
    charged = Attempts("account:x", free=1).charged(NOW)
    assert charged.wait(NOW) == 1
    assert charged.charged(NOW).wait(NOW + timedelta(milliseconds=500)) == 2
    assert charged.wait(NOW + timedelta(seconds=1)) == 0


def test_a_right_attempt_is_taken_back() -> None:
    assert Attempts("address:x", free=1).charged(NOW).refunded() == Attempts("address:x", free=1)
