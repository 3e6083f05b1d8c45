"""The rules of groups, without servers."""

from datetime import date

import pytest

from services.directory.agencies.domain import Agency
from services.directory.domain import Refused
from services.directory.groups.domain import Rule, change, establish

DAY = date(2024, 3, 1)


def agency(name: str, **facts: object) -> Agency:
    return Agency(**{"id": name, "name": name, "kind": "department", "valid_from": date(2000, 1, 1)} | facts)


AGENCIES = [
    agency("health", parent_id="province", level=2),
    agency("justice", parent_id="province", level=2),
    agency("room", kind="unit", parent_id="health", level=3),
    agency("sub-department", parent_id="health", level=3),
    agency("ended", parent_id="province", level=2, valid_to=date(2020, 1, 1)),
    agency("press", kind="press", level=0),
]


def members(**rule: object) -> list[str]:
    facts = {"code": "group", "name": "Group", "rule": rule}
    group, _ = establish("group", facts, DAY, "province")
    return [one.id for one in group.members(AGENCIES, DAY)]


def test_all_given_keys_hold() -> None:
    assert members(kind="department") == ["health", "justice", "sub-department"]
    assert members(kind="department", parent_id="province") == ["health", "justice"]
    assert members(kind="department", level=3) == ["sub-department"]


def test_an_included_agency_belongs_besides_and_an_excluded_one_does_not() -> None:
    assert members(kind="unit", include=["justice"]) == ["justice", "room"]
    assert members(parent_id="province", exclude=["health"]) == ["justice"]
    assert members(include=["press"]) == ["press"]


def test_level_zero_is_a_key_like_any_other() -> None:
    assert members(level=0) == ["press"]


def test_an_ended_agency_belongs_to_no_group() -> None:
    group, _ = establish("g", {"code": "g", "name": "G", "rule": {"include": ["ended"]}}, DAY, "p")
    assert group.members(AGENCIES, DAY) == []
    assert [one.id for one in group.members(AGENCIES, date(2019, 12, 31))] == ["ended"]


def test_a_rule_that_says_nothing_is_refused() -> None:
    for rule in ({}, {"exclude": ["health"]}):
        with pytest.raises(Refused, check=lambda error: error.code == "rule-empty"):
            members(**rule)


def test_an_agency_is_not_both_included_and_excluded() -> None:
    with pytest.raises(Refused, check=lambda error: error.code == "rule-contradicts"):
        members(kind="unit", include=["health"], exclude=["health"])


def test_a_code_has_its_form() -> None:
    with pytest.raises(Refused, check=lambda error: (error.code, error.pointer) == ("code-form", "/code")):
        establish("g", {"code": "Các Sở", "name": "G", "rule": {"level": 1}}, DAY, "p")


def test_the_event_carries_only_the_keys_the_rule_has() -> None:
    group, [event] = establish("g", {"code": "g", "name": "G", "rule": {"level": 2}}, DAY, "province")
    assert event.rule == {"level": 2, "include": [], "exclude": []}
    assert (event.subject, event.sequence, event.agency_id) == ("g", 1, "province")
    changed, [event] = change(group, {"rule": {"kind": "unit"}}, DAY, "province")
    assert changed.rule == Rule(kind="unit")
    assert event.sequence == 2
