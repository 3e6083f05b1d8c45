"""Subjects: what stands behind "V/v" or below the title, in the document's own words."""

from __future__ import annotations

import re

from services.directives.parsing import dates, titles, vocabulary
from services.directives.parsing.found import LABELLED, PLACED, Found
from services.directives.parsing.frame import ABOUT, TO, Frame
from services.directives.parsing.lines import Line
from services.directives.parsing.strand import Strand
from services.directives.parsing.symbols import labelled

_BASIS = re.compile(
    r"\W*(can cu|thuc hien|trien khai|xet|theo de nghi|tren co so|thi hanh|de trien khai|nham|"
    r"trong thoi gian|thoi gian qua|ngay)\b"
)
_NUMBERED = re.compile(
    r"\W*(dieu\s+\d+|[ivx]+\s*[./)]|\d+[.)]|phan\s+(thu\b|[ivx\d]+)|chuong\s+[ivx\d]+|[-+•])\s"
)
_ADDRESSED = re.compile(r".*\b(dien|kinh moi|tran trong|gui)\b.*:\s*$")
_PREFIX = re.compile(r"[\W_]*(?:v\s?/\s?v\b|ve viec\b)[\s:.]*")
_SAID = re.compile(r"\b(kinh moi|tran trong|de nghi|yeu cau)\b")
_HOLDER = re.compile(
    r"\W*(chu tich|giam doc|bo truong|thu truong|cuc truong|tong giam doc|hieu truong|uy ban nhan dan"
    r"|hoi dong nhan dan)\b"
)
_UNFINISHED = re.compile(r"(\b(cua|va|thuoc|do|boi|cho)|[,–-])\s*$")
LONGEST, MOST_LINES = 700, 14
END_MARKS = " .,;:*_/-–\"'()"


def read(frame: Frame) -> Found | None:
    """Return the subject of a head and use its lines."""
    if frame.title is not None:
        below = _below_title(frame, frame.title)
        if below is not None:
            return below
    return _about(frame, frame.about) if frame.about is not None else None


def _about(frame: Frame, number: int) -> Found | None:
    first = frame.lines[number]
    opened = ABOUT.match(first.folded)
    pieces = [first.strand[opened.end() if opened else 0 :]]
    frame.used.add(number)
    for place in range(number + 1, min(len(frame.lines), number + MOST_LINES)):
        line = frame.lines[place]
        if place in frame.used or _ends_about(line, pieces):
            break
        pieces.append(line.strand)
        frame.used.add(place)
    return _subject(pieces, LABELLED)


def _ends_about(line: Line, pieces: list[Strand]) -> bool:
    if TO.match(line.folded) or line.capital or labelled(line.strand) or _NUMBERED.match(line.folded):
        return True
    if dates.PLACE_AND_DATE.match(line.folded):
        return True
    complete = pieces[-1].chars.rstrip().endswith((".", ";")) or not line.chars[:1].islower()
    return line.gap and bool(pieces[-1].chars.strip()) and complete


def _below_title(frame: Frame, number: int) -> Found | None:
    line = frame.lines[number]
    found = titles.title_of(line.strand)
    frame.used.add(number)
    rest = line.strand[found[1] if found else 0 :].strip(":*-–. ")
    pieces, used = ([rest] if len(rest) else []), []
    for place in range(number + 1, min(len(frame.lines), number + MOST_LINES)):
        if place in frame.used or _ends_title(frame.lines[place], pieces):
            break
        pieces.append(frame.lines[place].strand)
        used.append(place)
    subject = _subject(pieces, PLACED)
    if subject is None or len(subject.value) > LONGEST:
        return None
    frame.used |= set(used)
    return subject


def _ends_title(line: Line, pieces: list[Strand]) -> bool:
    if TO.match(line.folded) or _NUMBERED.match(line.folded) or _ADDRESSED.match(line.folded):
        return True
    if not pieces:
        return _is_no_subject(line)
    finished = not _UNFINISHED.search(pieces[-1].folded)
    if line.capital and _is_authority(line) and finished and (line.gap or _HOLDER.match(line.folded)):
        return True
    if _BASIS.match(line.folded) and line.chars.strip()[:1].isupper():
        return True
    if line.gap and not (line.chars.strip()[:1].islower() or line.heading):
        return True
    if line.chars[:1].islower() and not line.gap:
        return False
    # Capitals and small letters do not mix within one subject, unless the small ones go on with it.
    return any(map(str.isalpha, line.chars)) and line.capital != _capital(pieces)


def _is_authority(line: Line) -> bool:
    return vocabulary.opens_with_body(line.folded) or _HOLDER.match(line.folded) is not None


def _capital(pieces: list[Strand]) -> bool:
    letters = [sign for piece in pieces for sign in piece.chars if sign.isalpha()]
    return sum(map(str.isupper, letters)) >= 0.85 * len(letters)


def _is_no_subject(line: Line) -> bool:
    authority = line.capital and _is_authority(line)
    basis = re.match(r"\W*(can cu|xet|theo de nghi|tren co so)\b", line.folded)
    said = _BASIS.match(line.folded) or _SAID.search(line.folded)
    sentence = line.gap and not line.heading and re.search(r"[.;:]\s*$", line.chars) and said
    return bool(authority or basis or sentence or line.chars.rstrip().endswith(":"))


def _subject(pieces: list[Strand], confidence: float) -> Found | None:
    whole = Strand.join(pieces, " ").tidy()
    opened = _PREFIX.match(whole.folded)
    cut = whole[opened.end() :] if opened else whole
    kept = _balanced(
        cut.rstrip(END_MARKS.replace(")", "").replace('"', "")).lstrip(
            END_MARKS.replace("(", "").replace('"', "")
        )
    )
    return Found(kept.chars, kept.span, confidence) if len(kept) else None


def _balanced(subject: Strand) -> Strand:
    """A bracket around the whole subject is its decoration; one inside belongs to it."""
    while subject.chars.endswith(")") and subject.chars.count("(") < subject.chars.count(")"):
        subject = subject.rstrip(") ")
    return subject
