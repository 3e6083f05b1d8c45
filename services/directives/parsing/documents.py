"""Documents of a file: where each begins, and that a text without the signs of one holds none."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from services.directives.parsing import dates, titles, vocabulary
from services.directives.parsing.lines import Line
from services.directives.parsing.strand import Strand
from services.directives.parsing.symbols import labelled

_MOTTO = re.compile(rf"{vocabulary.MOTTO}|(?<![a-z]){vocabulary.PARTY_MOTTO}")
_FORM = re.compile(r"\W*(mau( so)?|phu luc|bieu( mau)?( so)?|bm|danh muc)\b.{0,80}")
_ABOUT = re.compile(r"\W*(v/v|ve viec)\b")
_HEADWORD = re.compile(
    r"\W*(khan|thuong khan|hoa toc|mat|toi mat|tuyet mat|(cong van |van ban )?den( so\b.{0,30})?|"
    r"du thao|ngay\b.{0,30}|"
    r"so( den)?\s*[:.].{0,30}|gio\s*:.*|chuyen\s*:.*|luu ho so.*)\W*"
)
ABOVE, BELOW, NEAR = 14, 16, 8


@dataclass(frozen=True)
class Document:
    """The lines of a document, from its head to the next one's."""

    lines: tuple[Line, ...]
    anchor: int


def split(page: list[Line]) -> list[Document]:
    """Return the documents of a page in their order."""
    anchors = _anchors(page)
    begins: list[int] = []
    for number, anchor in enumerate(anchors):
        begins.append(_begin(page, anchor, anchors[number - 1] + 1 if number else 0))
    ends = [*begins[1:], len(page)]
    parts = zip(anchors, begins, ends, strict=False)
    return [Document(tuple(page[begin:end]), anchor - begin) for anchor, begin, end in parts]


def _anchors(page: list[Line]) -> list[int]:
    anchors: list[int] = []
    for number in _mottos(page):
        if _distinct(anchors, number) and not _is_form(page, number) and _has_head(page, number):
            anchors.append(number)
    for number in range(len(page)):
        near = any(abs(number - anchor) <= BELOW for anchor in anchors)
        if not near and _is_bare_head(page, number):
            anchors.append(number)
    return sorted(anchors)


def _distinct(anchors: list[int], number: int) -> bool:
    return not anchors or number - anchors[-1] > NEAR


def _mottos(page: list[Line]) -> list[int]:
    text = Strand.join(line.strand for line in page)
    begins, place = [], 0
    for line in page:
        begins.append(place)
        place += len(line.strand) + 1
    found = []
    for match in _MOTTO.finditer(text.folded):
        number = bisect_right(begins, match.start()) - 1
        alone = not page[number].folded[: match.start() - begins[number]].strip(" *\"'(-:")
        if alone and _mostly_capital(text.part(match).chars):
            found.append(number)
    return found


def _mostly_capital(text: str) -> bool:
    return sum(map(str.isupper, text)) >= len(re.sub(r"\W", "", text)) * 0.6


def _is_form(page: list[Line], anchor: int) -> bool:
    above = page[max(0, anchor - 6) : anchor]
    return any(_FORM.fullmatch(line.folded) for line in above) and not _is_dated(page, anchor)


def _around(page: list[Line], anchor: int, below: int = BELOW) -> Strand:
    return Strand.join(line.strand for line in page[max(0, anchor - NEAR) : anchor + below])


def _is_dated(page: list[Line], anchor: int) -> bool:
    head = _around(page, anchor, NEAR)
    symbol = labelled(head)
    return bool(symbol and symbol.number and dates.first(head.folded))


def _has_head(page: list[Line], anchor: int) -> bool:
    head = _around(page, anchor)
    lines = page[anchor : anchor + BELOW]
    titled = any(titles.title_of(line.strand) for line in lines)
    dated = dates.PLACE_AND_DATE.search(head.folded) or dates.PLACE_AND_FIGURES.search(head.folded)
    return sum((bool(labelled(head)), bool(dated), titled)) >= 1


def _is_bare_head(page: list[Line], number: int) -> bool:
    """Without a motto the number, the date and a title or subject must stand close together."""
    line = page[number]
    symbol = labelled(line.strand)
    if symbol is None or len(line.strand) > 60 or not line.folded.strip().startswith(("so", "luat")):
        return False
    around = page[max(0, number - 4) : number + NEAR]
    text = Strand.join(one.strand for one in around)
    dated = dates.PLACE_AND_DATE.search(text.folded)
    named = any(titles.title_of(one.strand) or _ABOUT.match(one.folded) for one in around)
    headed = any(
        one.capital and vocabulary.opens_with_body(one.folded) for one in page[max(0, number - 4) : number]
    )
    return bool(named and (dated or headed) and symbol.number)


def _begin(page: list[Line], anchor: int, floor: int) -> int:
    """Go up from the motto over lines that belong to a head; the foot of the document before is none."""
    begin, number = anchor, anchor - 1
    pending = 0
    while number >= max(floor, anchor - ABOVE) and pending <= NEAR:
        if _belongs_to_head(page, number, begin):
            begin, pending = number, 0
        else:
            pending += 1
        number -= 1
    return begin


def _belongs_to_head(page: list[Line], number: int, below: int) -> bool:
    line = page[number]
    if _HEADWORD.fullmatch(line.folded) or labelled(line.strand):
        return True
    if _ABOUT.match(line.folded):
        return not any(one.folded.strip().startswith("noi nhan") for one in page[number:below])
    if number + 1 < below:
        return False
    body = line.capital and vocabulary.opens_with_body(line.folded)
    continued = line.capital and not line.gap and number > 0 and page[number - 1].capital
    dated = dates.PLACE_AND_DATE.match(line.folded)
    return bool(body or continued or dated)
