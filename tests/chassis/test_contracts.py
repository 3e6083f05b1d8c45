"""Contracts as the chassis reads them: unknown types, violations, who publishes, what a schema may not do."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from chassis import contracts
from chassis.contracts import ContractViolation
from tests.chassis.stage import DISCARDED, event

GOOD = event("draft-1").data


def test_a_good_example_holds() -> None:
    contracts.validate(DISCARDED, GOOD)


def test_a_violation_names_the_field_and_never_its_value() -> None:
    with pytest.raises(ContractViolation, match=r"data\.reason_code") as told:
        contracts.validate(DISCARDED, GOOD | {"reason_code": "Nguyễn Văn Mẫu"})
    assert "Mẫu" not in str(told.value)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_field_is_a_violation(name: str) -> None:
    with pytest.raises(ContractViolation):
        contracts.validate(DISCARDED, {key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_field_of_a_wrong_type_is_a_violation(name: str) -> None:
    with pytest.raises(ContractViolation):
        contracts.validate(DISCARDED, GOOD | {name: [1]})


def test_a_consumer_bears_a_field_it_does_not_know() -> None:
    contracts.validate(DISCARDED, GOOD | {"added_in_a_later_release": 1})


def test_validation_changes_nothing() -> None:
    before = copy.deepcopy(GOOD)
    contracts.validate(DISCARDED, GOOD)
    assert before == GOOD


def test_an_unknown_type_is_a_violation() -> None:
    with pytest.raises(ContractViolation, match=r"moon-landed\.v1"):
        contracts.validate("moon-landed.v1", {})
    with pytest.raises(ContractViolation, match=r"moon-landed\.v1"):
        contracts.topic_of("moon-landed.v1")


def test_the_folder_tells_who_publishes_and_so_the_topic() -> None:
    assert contracts.publisher_of("agency-changed.v1") == "directory"
    assert contracts.topic_of(DISCARDED) == "directives.events"
    assert contracts.topic_of(DISCARDED, "shared.") == "shared.directives.events"


def test_an_image_may_keep_its_contracts_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACTS_DIR", str(tmp_path))
    assert contracts.root() == tmp_path


def test_a_default_is_never_written_into_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "elsewhere" / "thing-done" / "v1.schema.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"type": "object", "properties": {"n": {"type": "integer", "default": 1}}}')
    monkeypatch.setenv("CONTRACTS_DIR", str(tmp_path))
    contracts.known.cache_clear()
    try:
        told: dict[str, int] = {}
        contracts.validate("thing-done.v1", told)
        assert told == {}
    finally:
        monkeypatch.undo()
        contracts.known.cache_clear()
