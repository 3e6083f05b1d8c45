"""Vietnamese text: one normal form, one folded form."""

from __future__ import annotations

import unicodedata

import pytest

from chassis.text import fold, nfc, official


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ủy ban  nhân dân tỉnh Tây Ninh", "uy ban nhan dan tinh tay ninh"),
        ("ĐỒNG NAI", "dong nai"),
        ("Đắk Lắk\u00a0", "dak lak"),
        ("Trung tâm\nY tế", "trung tam y te"),
        ("Sở Nội vụ\u200b", "so noi vu"),
    ],
)
def test_names_fold_to_what_people_type_without_marks(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded
    assert fold(folded) == folded


def test_a_record_keeps_marks_and_case_and_loses_only_what_nobody_sees() -> None:
    assert official(unicodedata.normalize("NFD", "  Sở \u00a0Y tế\ufeff ")) == "Sở Y tế"
    assert nfc("a\u0309") == "ả"
