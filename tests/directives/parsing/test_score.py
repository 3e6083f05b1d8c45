"""The labelled samples hold a floor per field, and the score notices what is wrong."""

from __future__ import annotations

import pytest

from tests.directives.parsing.score import FIELDS, Sample, Verdict, samples, shares, verdicts, verdicts_of

SAMPLES = 45
# Names in capitals may hold proper nouns that no rule can tell from common ones.
FLOORS = {**dict.fromkeys(("documents", *FIELDS), 1.0), "issuer": 0.95, "parent_body": 0.95, "arrival": 0.97}


@pytest.mark.parametrize("field", ["documents", *FIELDS])
def test_no_field_is_read_worse_than_its_floor(field: str) -> None:
    wrong = [(v.sample.name, v.label, v.read) for v in verdicts() if v.field == field and not v.right]
    assert shares(verdicts())[field] >= FLOORS[field], wrong


def test_there_are_samples_enough_and_some_no_rule_was_made_for() -> None:
    found = samples()
    assert len(found) >= SAMPLES
    assert sum(sample.blind for sample in found) >= 8


def test_a_document_that_was_not_found_is_wrong_in_every_field() -> None:
    sample = Sample("none", "", [{"type": "Báo cáo"}], blind=False)

    assert not any(verdict.right for verdict in verdicts_of(sample))


def test_a_share_counts_the_right_answers() -> None:
    sample = Sample("two", "", [], blind=False)
    chosen = (Verdict(sample, "type", "Báo cáo", "Báo cáo"), Verdict(sample, "type", "Báo cáo", None))
    assert shares(chosen) == {"type": 0.5}
