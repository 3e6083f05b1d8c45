"""Stamps on the paper: arrival (ĐẾN), urgency, secrecy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.directives.parsing import dates, vocabulary
from services.directives.parsing.found import LABELLED, Found, hull
from services.directives.parsing.lines import Line
from services.directives.parsing.names import in_full
from services.directives.parsing.strand import Strand

URGENCIES = {"hoatoc": "express", "hoatochengio": "express", "thuongkhan": "very-urgent", "khan": "urgent",
             "congdienkhan": "urgent"}  # fmt: skip
# A line of stamps and nothing else; a secret paper is often an urgent one too.
_URGENT = r"(?:hoatoc(?:hengio)?|thuongkhan|khan)?"
_SECRET = re.compile(rf"{_URGENT}(?:toi|tuyet)?mat{_URGENT}")
_SECRET_FIELD = re.compile(
    r"\W*(?:(?:do|muc do)\s+mat|dau)\s*[:|]\s*(?:mat|toi mat|tuyet mat)\b"
    r"|\W*(?:toi |tuyet )?mat\W+so\s*:|\W*so\s*:[^()]{0,40}\((?:toi |tuyet )?mat\)"
)
_ARRIVED = re.compile(r"\W*(?:(?:cong van|van ban|cv)\s+)?den\b\W*")
_NUMBER = re.compile(r"(?:^|\s|\W)so(?: den)?\s*[:.]?[\s.…_]*(?P<number>\d{1,10}[a-z]?)?(?![\w/])")
_DAY = re.compile(rf"ngay(?: den)?\s*[:.]?\s*(?P<date>{dates.DATE})")
_PART = re.compile(r"\W*(so|ngay|gio|chuyen|luu ho so|so va ky hieu hs|nguoi nhan|don vi)\b[^:.]{0,12}[:.].*")
REACH = 6


@dataclass(frozen=True)
class Stamp:
    """An arrival stamp and the lines it takes."""

    arrival: Found
    lines: frozenset[int]


def urgency(lines: Sequence[Line]) -> Found | None:
    """Return the urgency that stands alone on a line, or behind its label."""
    for line in lines:
        squeezed = re.sub(r"^(do|mucdo)khan", "", line.strand.squeezed)
        if squeezed in URGENCIES and (line.capital or line.strand.squeezed != squeezed):
            return Found(URGENCIES[squeezed], line.strand.span)
    return None


def is_urgency(line: Line) -> bool:
    """Tell whether a line is nothing but an urgency stamp."""
    return line.strand.squeezed in URGENCIES


def secrecy(page: Sequence[Line], head: Sequence[Line]) -> bool:
    """Tell whether a page bears a mark of secrecy: alone on a line, in capitals or in a head."""
    marked = any(line.capital and _SECRET.fullmatch(line.strand.squeezed) for line in page)
    in_head = any(_SECRET.fullmatch(line.strand.squeezed) for line in head)
    return marked or in_head or any(_SECRET_FIELD.match(line.folded) for line in page)


def arrival(lines: Sequence[Line]) -> Stamp | None:
    """Return the arrival stamp of a head: whose it is, number and date, each null when left empty."""
    for place, line in enumerate(lines):
        opened = _ARRIVED.match(line.folded)
        if opened and "ĐẾN" in line.chars.upper()[: opened.end()] and _is_stamp(lines, place, opened.end()):
            return _stamp(lines, place)
    return None


def _is_stamp(lines: Sequence[Line], place: int, end: int) -> bool:
    line = lines[place]
    rest = line.folded[end:].strip()
    capital = line.chars[:end].strip(" *|").isupper()
    return capital and (not rest or bool(_PART.fullmatch(rest)) or bool(_NUMBER.match(rest)))


def _stamp(lines: Sequence[Line], place: int) -> Stamp:
    last = place
    while last + 1 < len(lines) and last + 1 - place < REACH and _PART.fullmatch(lines[last + 1].folded):
        if "/" in lines[last + 1].chars and not _DAY.search(lines[last + 1].folded):
            break
        last += 1
    first = _owner(lines, place)
    org = Strand.join((line.strand for line in lines[first:place]), " ")
    text = Strand.join(line.strand for line in lines[place : last + 1])
    value = {"org": in_full(org.chars) if len(org) else None, **_number_and_date(text)}
    taken = [line.strand for line in lines[first : last + 1]]
    return Stamp(Found(value, hull(taken), LABELLED), frozenset(range(first, last + 1)))


def _number_and_date(text: Strand) -> dict[str, Any]:
    number, day = _NUMBER.search(text.folded), _DAY.search(text.folded)
    return {"number": number["number"] if number else None, "date": dates.iso(day) if day else None}


def _owner(lines: Sequence[Line], place: int) -> int:
    """Return where the name of the body above "ĐẾN" begins, if another body is left to be the issuer."""
    begin = place
    while begin > 0 and lines[begin - 1].capital and place - begin < 3:
        begin -= 1
        if vocabulary.opens_with_body(lines[begin].folded):
            others = [line for n, line in enumerate(lines) if not begin <= n <= place]
            left = any(line.capital and vocabulary.opens_with_body(line.folded) for line in others)
            return begin if left else place
    return place
