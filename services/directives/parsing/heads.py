"""Heads: number, place, date, type, subject and addressees of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.directives.parsing import addresses, dates, issuers, stamps, subjects, symbols, titles
from services.directives.parsing.documents import Document
from services.directives.parsing.found import JUDGED, LABELLED, PLACED, Found
from services.directives.parsing.frame import Frame, Joined, framed
from services.directives.parsing.issuers import Issuer
from services.directives.parsing.strand import Strand

LETTER = "Công văn"
PLACE_WORDS = 7


@dataclass(frozen=True)
class PlaceAndDate:
    """Where and when a document was issued; a date with an empty day is None."""

    place: Found | None
    day: Found | None


@dataclass(frozen=True)
class Head:
    """Everything that stands above the body; `body` is the number of its first line."""

    type: Found | None
    symbol: symbols.Symbol | None
    issuer: Issuer
    dated: PlaceAndDate
    subject: Found | None
    urgency: Found | None
    recipients: list[Found]
    stamp: stamps.Stamp | None
    used: frozenset[int]
    body: int


def read(document: Document) -> Head:
    """Read the head of a document."""
    frame = framed(document)
    symbol, dated = _symbol(frame), _place_and_date(frame)
    urgency = stamps.urgency([frame.lines[n] for n in frame.top])
    issuer = issuers.read(frame)
    subject = subjects.read(frame)
    recipients = addresses.recipients(frame)
    return Head(
        type=_type(frame, symbol),
        symbol=symbol,
        issuer=issuer,
        dated=dated,
        subject=subject,
        urgency=urgency,
        recipients=recipients,
        stamp=frame.stamp,
        used=frozenset(frame.used),
        body=_body(frame),
    )


def _symbol(frame: Frame) -> symbols.Symbol | None:
    joined = frame.joined(frame.top)
    symbol = symbols.labelled(joined.text)
    if symbol is not None:
        frame.used |= _lines_of(joined, symbol.notation_strand)
        if symbol.number_strand:
            frame.used |= _lines_of(joined, symbol.number_strand)
    return symbol


def _lines_of(joined: Joined, strand: Strand) -> set[int]:
    begin = next(i for i, start in enumerate(joined.text.starts) if start == strand.span[0])
    return joined.touched(begin, begin + len(strand))


def _place_and_date(frame: Frame) -> PlaceAndDate:
    joined = frame.joined(frame.top)
    for match in dates.PLACE_AND_DATE.finditer(joined.text.folded):
        place = joined.text.part(match, "place") if match["place"] else None
        if place is None or _is_place(place):
            frame.used |= joined.touched(*match.span())
            return PlaceAndDate(_place(place), _day(joined.text, match))
    match_figures = dates.PLACE_AND_FIGURES.search(joined.text.folded)
    if match_figures and _is_place(joined.text.part(match_figures, "place")):
        frame.used |= joined.touched(*match_figures.span())
        day = dates.iso(match_figures)
        found = Found(day, joined.text.part(match_figures, "date").span, PLACED) if day else None
        return PlaceAndDate(_place(joined.text.part(match_figures, "place")), found)
    return PlaceAndDate(None, None)


def _is_place(place: Strand) -> bool:
    words = place.strip().chars.split()
    return bool(words) and words[0][:1].isupper() and len(words) <= PLACE_WORDS


def _place(place: Strand | None) -> Found | None:
    if place is None:
        return None
    tidy = place.strip(",.;").tidy()
    return Found(tidy.chars, tidy.span, LABELLED)


def _day(text: Strand, match: re.Match[str]) -> Found | None:
    year, month, day = (dates.digits(match[part]) for part in ("year", "month", "day"))
    found = dates.day_of(year, month, day) if year and month and day else None
    span = text[match.end("place") if match["place"] else match.start() : match.end()].strip(", ").span
    return Found(found, span, LABELLED) if found else None


def _type(frame: Frame, symbol: symbols.Symbol | None) -> Found | None:
    if frame.title is not None:
        line = frame.lines[frame.title].strand
        found = titles.title_of(line)
        if found:
            return Found(found[0], line[: found[1]].span, LABELLED)
    named = symbol.abbreviated_type if symbol else None
    if symbol and named and (frame.about is None or named == LETTER):
        return Found(named, symbol.notation_strand.span, PLACED)
    if frame.about is not None:
        return Found(LETTER, frame.lines[frame.about].strand.span, PLACED)
    return Found(LETTER, symbol.notation_strand.span, JUDGED) if symbol else None


def _body(frame: Frame) -> int:
    reached = [n for n in frame.used if frame.to is None or n <= frame.to + 30]
    return max(reached, default=-1) + 1
