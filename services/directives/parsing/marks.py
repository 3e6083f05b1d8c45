"""Marks: handwriting beside the print, attached to nothing: notes in the margin, initials, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.directives.parsing.blocks import Block
from services.directives.parsing.foot import Foot
from services.directives.parsing.found import JUDGED, PLACED, Found
from services.directives.parsing.lines import Line, is_capital
from services.directives.parsing.strand import Strand

# A date written as a fraction: the day above, month and year below the stroke.
_FRACTION = re.compile(r"(?P<day>\d{1,2})\s+(?P<rest>\d{1,2}/\d{4})")
_PRINTED = re.compile(
    r"\W*(noi nhan|kinh gui|v/v|du thao|kem theo|ban hanh kem|sao y|sao luc|chu ky|da ky|ky boi"
    r"|nguoi ky|dong dau|trang chu|"
    r"dang nhap|"
    r"https?:|www\.|tai ve|in trang|chia se|luot xem|ngay dang|cap nhat)\b"
)
LONGEST = 60


def in_head(lines: Sequence[Line], used: frozenset[int], anchor: int, body: int) -> list[Found]:
    """Return the short lines of a head that belong to none of its parts."""
    free = [n for n in range(body) if n not in used and n > min(used | {anchor})]
    return [_mark(lines[n].strand) for n in free if not lines[n].capital and _is_mark(lines[n].strand)]


def before_text(blocks: Sequence[Block]) -> tuple[list[Found], int]:
    """Return the marks between head and first sentence, and how many blocks they take."""
    taken: list[Found] = []
    for block in blocks:
        if (
            block.kind
            or block.complete
            or not _is_mark(block.text)
            or block.heading
            or is_capital(block.text.chars)
        ):
            break
        taken.append(_mark(block.text))
    return (taken, len(taken)) if len(taken) < len(blocks) else ([], 0)


def in_foot(lines: Sequence[Line], foot: Foot) -> list[Found]:
    """Return what is set in italics at the foot: the reader of the scan marks handwriting so."""
    return list(_italics(lines, sorted({*foot.copies.lines, *foot.signature})))


def _italics(lines: Sequence[Line], numbers: Sequence[int]) -> Iterator[Found]:
    for number in numbers:
        strand = lines[number].strand
        for begin, end in lines[number].italic:
            inside = [i for i, start in enumerate(strand.starts) if begin <= start < end]
            piece = strand[inside[0] : inside[-1] + 1] if inside else strand[:0]
            if len(piece) and _is_mark(piece):
                yield _mark(piece)


def _is_mark(strand: Strand) -> bool:
    return (
        len(strand) <= LONGEST
        and not _PRINTED.match(strand.folded)
        and not strand.chars.rstrip().endswith((":", ";"))
    )


def _mark(strand: Strand) -> Found:
    tidy = strand.tidy()
    fraction = _FRACTION.fullmatch(tidy.chars)
    if fraction:
        return Found(f"{fraction['day']} / {fraction['rest']}", tidy.span, JUDGED)
    return Found(tidy.chars, tidy.span, PLACED)
