"""Issuer and parent body: the names in capitals at the top of a head."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.directives.parsing import stamps, vocabulary
from services.directives.parsing.found import LABELLED, PLACED, Found
from services.directives.parsing.frame import ABOUT, Frame
from services.directives.parsing.lines import Line
from services.directives.parsing.names import in_full
from services.directives.parsing.strand import Strand

# A name that is not finished by these words goes on with the next line, even if that opens like a name.
_UNFINISHED = re.compile(
    r"(van phong|chu tich|ban chap hanh|ban chi dao|hoi dong|thuong truc|thanh tra|cong an|uy ban|"
    r"cong dong|dang bo|phong|so|ban|trung tam|chi cuc|.*\b(va|thuoc|cua|tinh|huyen|xa|phuong)|.*[-–,&])"
)
_GOES_ON = re.compile(
    r"(tinh|huyen|thanh pho|thi xa|xa|phuong|quan(?! khu| doan| chung| chu)|va|tp|tx|nhan dan|dac khu|-|–)\b"
)
_SECOND = re.compile(
    r"(?<=\s)(?:(?:so|chi cuc|trung tam|benh vien|ban quan ly|huyen uy|thanh tra)\s"
    r"|(?<!quoc )(?<!van )(?<!hai )(?<!du )phong (?!chong|chay)|"
    r"(?<!moi )(?<!thi )(?<!cong )(?<!quang )truong )"
)
_NOT_A_NAME = re.compile(r"\W*(du thao|ban sao|sao y|sao luc|ban chinh|cong bao|dang ky|khong so)\b")
LONGEST = 150


@dataclass(frozen=True)
class Issuer:
    """Who issues a document and under whom."""

    issuer: Found | None
    parent: Found | None


def read(frame: Frame) -> Issuer:
    """Return issuer and parent body of a head and use their lines."""
    names = _names(frame)
    if not names:
        return Issuer(None, None)
    found = [_found(frame, numbers) for numbers in names]
    frame.used |= {number for numbers in names for number in numbers}
    if len(found) == 1:
        return _in_one_line(Strand.join((frame.lines[n].strand for n in names[0]), " "), found[0])
    return Issuer(found[-1], found[-2])


def _found(frame: Frame, numbers: list[int]) -> Found:
    strand = Strand.join((frame.lines[number].strand for number in numbers), " ").strip("*:-")
    return Found(in_full(strand.chars), strand.span, LABELLED)


def _in_one_line(name: Strand, whole: Found) -> Issuer:
    """A flattened head may hold the parent body and the issuer in one line."""
    cut = _SECOND.search(name.folded, 8)
    if cut is None or not re.match(r"(ubnd|uy ban nhan dan|bo|so|tong cuc)\b", name.folded.strip()):
        return Issuer(whole, None)
    parent, issuer = name[: cut.start()].strip(), name[cut.start() :].strip()
    return Issuer(*(Found(in_full(part.chars), part.span, PLACED) for part in (issuer, parent)))


def _names(frame: Frame) -> list[list[int]]:
    names: list[list[int]] = []
    for number in frame.top:
        line = frame.lines[number]
        if not _may_be_a_name(frame, number):
            continue
        if names and names[-1][-1] == number - 1 and _continues(frame, names[-1], line):
            names[-1].append(number)
        elif vocabulary.opens_with_body(line.folded):
            names.append([number])
    return names or _in_small_letters(frame)


def _may_be_a_name(frame: Frame, number: int) -> bool:
    line = frame.lines[number]
    if frame.about is not None and number == frame.about:
        return False
    stamped = stamps.is_urgency(line) or _NOT_A_NAME.match(line.folded)
    return line.capital and not stamped and len(line.strand) <= LONGEST


def _continues(frame: Frame, name: list[int], line: Line) -> bool:
    before = " ".join(frame.lines[number].folded.strip(" *:") for number in name)
    if _UNFINISHED.fullmatch(before) or _GOES_ON.match(line.folded.strip()):
        return True
    return not line.gap and not vocabulary.opens_with_body(line.folded)


def _in_small_letters(frame: Frame) -> list[list[int]]:
    """Without capitals only a short name directly above motto or number can be meant."""
    for number in reversed(frame.top):
        line = frame.lines[number]
        short = len(line.strand) <= 70 and not re.search(r"[.;:,]\s*$", line.chars)
        named = vocabulary.opens_with_body(line.folded) and line.chars[:1].isupper()
        if short and named and not ABOUT.match(line.folded):
            return [[number]]
    return []
