"""How number and notation are written (Decree 30/2020, annexes I and III)."""

import pytest

from services.directives.issuing.domain import TYPES, Refused, check_notation, symbol_of


@pytest.mark.parametrize(
    ("number", "notation", "symbol"),
    [(577, "KH-UBND", "577/KH-UBND"), (929, "SYT-VP", "929/SYT-VP"), (1, "CT-UBND", "01/CT-UBND")],
)
def test_a_symbol_is_number_slash_notation_with_two_digits_at_least(
    number: int, notation: str, symbol: str
) -> None:
    assert symbol_of(number, notation) == symbol


def test_the_decree_names_29_types_and_27_abbreviations() -> None:
    assert (len(TYPES), len({short for short in TYPES.values() if short})) == (29, 27)


@pytest.mark.parametrize(
    ("document_type", "notation"),
    [
        ("Kế hoạch", "KH-UBND"),
        ("Quyết định", "QĐ-SYT"),
        ("Quy định", "QyĐ-UBND"),
        ("Công văn", "SYT-VP"),
        ("Công văn", "BNV-TCBC"),
        ("Thư công", "UBND"),
    ],
)
def test_a_notation_of_its_type_is_taken(document_type: str, notation: str) -> None:
    check_notation(document_type, notation)


@pytest.mark.parametrize(
    ("document_type", "notation"),
    [
        ("Kế hoạch", "UBND"),
        ("Kế hoạch", "KH"),
        ("Kế hoạch", "QĐ-UBND"),
        ("Kế hoạch", "KH -UBND"),
        ("Công văn", "KH-UBND"),
        ("Công văn", "577/SYT-VP"),
        ("Công văn", ""),
        ("Công văn", "-VP"),
    ],
)
def test_a_notation_of_another_shape_is_refused(document_type: str, notation: str) -> None:
    with pytest.raises(Refused) as refused:
        check_notation(document_type, notation)
    assert (refused.value.code, refused.value.pointer) == ("notation-not-of-type", "/notation")
