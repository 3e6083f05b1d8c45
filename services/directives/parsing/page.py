"""The page: a decoded text as lines in reading order."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from services.directives.parsing import vocabulary
from services.directives.parsing.columns import in_order
from services.directives.parsing.lines import Line, close_up, is_furniture, undecorated
from services.directives.parsing.strand import Span, Strand
from services.directives.parsing.symbols import PRINTED
from services.directives.parsing.text import normalise

_ANCHOR = re.compile(
    rf"(?P<motto>{vocabulary.MOTTO})|(?P<tagline>{vocabulary.TAGLINE})|(?P<party>{vocabulary.PARTY_MOTTO})"
    r"|(?P<number>(?<![a-z])so\s*[:.](?=[\s.…_]*[\d/]))|(?P<about>(?<!\w)v/v\b)|(?P<to>kinh gui\s*:)"
    r"|(?P<signs>(?<=[.;)] )(?:(?:tm|kt|tl|tuq)\s?\.|(?:pho )?(?:giam doc|chu tich|truong phong"
    r"|truong ban|bo truong"
    r"|cuc truong|hieu truong|chanh van phong|tong giam doc|bi thu)\b))"
    r"|(?P<copies>noi nhan\s*:)|"
    r"(?P<day>(?<![a-z.])(?<![a-z] )[a-z.]{1,20}(?: [a-z]{1,20}){0,4}\s*,\s*ngay\s[\d\s.…]{0,6}\s*thang\b)"
)
_WHOLE = frozenset({"motto", "tagline", "party"})
FLAT = 2


def read_page(text: str) -> list[Line]:
    """Return the lines of a text in reading order; a line with `gap` opens a new block."""
    raw = [undecorated(line) for line in normalise(text).without(r"(?<=\n{10})\n+").split(r"\n")]
    headings = {line.strip().span[0] for line, heading, _ in raw if heading}
    italics = [span for _, _, spans in raw for span in spans]
    page: list[Line] = []
    gap = True
    ordered = list(in_order([close_up(line) for line, _, _ in raw]))
    for place, (strand, table) in enumerate(ordered):
        below = ordered[place + 1][0].chars if place + 1 < len(ordered) else ""
        for piece in _pieces(strand):
            if not piece.chars.strip() or is_furniture(piece, below):
                gap = True
                continue
            page.append(_line(piece.strip(), gap, table, headings))
            gap = False
    return list(_with_italics(page, italics))


def _line(piece: Strand, gap: bool, table: bool, headings: set[int]) -> Line:
    return Line(piece, gap, piece.span[0] in headings, table)


def _with_italics(page: list[Line], italics: list[Span]) -> Iterator[Line]:
    """Give each line the italic spans that lie in it; the lines stay in reading order."""
    italics = sorted(italics)
    for line in page:
        begin, end = line.strand.span
        place = bisect_left(italics, (begin, begin))
        until = bisect_left(italics, (end, end), place)
        yield replace(line, italic=tuple(span for span in italics[place:until] if span[1] <= end))


def _pieces(strand: Strand) -> Iterator[Strand]:
    for part in strand.split("\v"):
        yield from _unflattened(part)


def _unflattened(line: Strand) -> list[Strand]:
    found = _ANCHOR.finditer(line.folded)
    anchors = [match for match in found if match.lastgroup != "signs" or line.part(match).chars.isupper()]
    kinds = {match.lastgroup for match in anchors}
    if len(kinds) < FLAT:
        return [line]
    cuts = sorted({place for match in anchors for place in _cuts(line, match)})
    bounds = [0, *cuts, len(line)]
    return [line[a:b].strip() for a, b in itertools.pairwise(bounds) if line[a:b].chars.strip()]


def _cuts(line: Strand, anchor: re.Match[str]) -> list[int]:
    if anchor.lastgroup in _WHOLE:
        return [anchor.start(), anchor.end()]
    if anchor.lastgroup == "number":
        symbol = PRINTED.match(line.chars, anchor.end())
        return [anchor.start(), symbol.end()] if symbol else [anchor.start()]
    return [anchor.start()]
