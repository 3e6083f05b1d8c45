"""The foot of a document: where the body ends, Nơi nhận, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.directives.parsing import addresses, signers
from services.directives.parsing.addresses import COPIES, Copies
from services.directives.parsing.lines import Line

_APPENDIX = re.compile(r"\W*(phu luc|danh sach|mau so|bieu mau|bieu so|\(?(ban hanh )?kem theo)\b.*")
_END_MARK = re.compile(r"\.\s*/\s*\.|\./\.?\s*$")
BELOW, ABOVE, APART = 25, 14, 12


@dataclass(frozen=True)
class Foot:
    """What stands below the body; `begin` is the number of its first line."""

    begin: int
    copies: Copies
    signer: signers.Signer
    signature: tuple[int, ...]


def read(lines: Sequence[Line], body: int) -> Foot:
    """Read the foot of a document whose body begins at line `body`."""
    at = next((n for n in range(body, len(lines)) if _opens_copies(lines[n])), None)
    copies = addresses.copies(lines, at) if at is not None else Copies([], None, None, frozenset())
    begin = _above(lines, body, at) if at is not None else _signature(lines, body)
    end = max(copies.lines, default=begin) + BELOW
    signature = tuple(_until_appendix(lines, begin, min(end, len(lines)), copies.lines))
    signer = signers.read([lines[n] for n in signature])
    return Foot(begin, copies, signer, signature)


def _opens_copies(line: Line) -> bool:
    opened = COPIES.match(line.folded)
    return opened is not None and (":" in line.chars[: opened.end()] or opened.end() == len(line.strand))


def _above(lines: Sequence[Line], body: int, at: int) -> int:
    """A signature read before the address lines stands between the end mark and Nơi nhận."""
    begin = at
    for number in range(at - 1, max(body, at - ABOVE), -1):
        line = lines[number]
        if _END_MARK.search(line.chars) or len(line.strand) > 90:
            break
        if signers.opens_signature(line):
            begin = number
        elif not (signers.is_name(line.strand) or line.capital or len(line.strand) < 30):
            break
    return begin


def _signature(lines: Sequence[Line], body: int) -> int:
    for number in range(len(lines) - 1, body - 1, -1):
        if signers.opens_signature(lines[number]) and _is_signed(lines, number):
            while number - 1 > body and signers.opens_signature(lines[number - 1]):
                number -= 1
            return number
    return len(lines)


def _is_signed(lines: Sequence[Line], number: int) -> bool:
    for line in lines[number : number + APART]:
        if len(line.strand) > 90:
            return False
        if signers.read([lines[number], line]).name:
            return True
    return False


def _until_appendix(lines: Sequence[Line], begin: int, end: int, copied: frozenset[int]) -> list[int]:
    kept = []
    for number in range(begin, end):
        if number in copied:
            continue
        if _APPENDIX.fullmatch(lines[number].folded) or len(lines[number].strand) > 120:
            break
        kept.append(number)
    return kept
