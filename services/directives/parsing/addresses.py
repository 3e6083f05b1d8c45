"""Address lines: Kính gửi above the body, Nơi nhận with the archive line below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.directives.parsing.found import LABELLED, PLACED, Found
from services.directives.parsing.frame import TO, WIRED, Frame
from services.directives.parsing.letters import ANY, LOWER, UPPER
from services.directives.parsing.lines import Line
from services.directives.parsing.strand import Strand

COPIES = re.compile(r"[\W_]*noi nhan\s*[:.;]?\s*")
_DASH = re.compile(r"\s*[-–—•●▪+*]\s*(?=\S)")
_SPLIT = r";\s*(?:[-–—•+]\s*)?(?=\S)"
_INLINE = rf"(?<=[;.:,])\s+[-–—•+]\s+(?=[{UPPER}])"
_AS_ABOVE = re.compile(r"(nhu tren|nhu dieu \d+|nhu kinh gui|nhu noi dung)\b.*")
_ARCHIVED = re.compile(r"luu\b\s*[:.,]?\s*")
_COPIES_MADE = r"\d+\s*b?\w?"
# A single letter is a name only with the copies behind it: "(T.12b)".
_DRAFTER = re.compile(
    rf"\(\s*(?P<mark>[{UPPER}][{ANY}]{{1,20}}(?:[ .][{ANY}]{{1,20}}){{0,2}}|[{UPPER}](?=\.\d+b))"
    rf"\s*(?:[-,.]?\s*{_COPIES_MADE})?\s*\)[.;\s]*$"
)
_TRAILING = re.compile(
    rf"[,.;]\s*(?P<mark>[{UPPER}][{LOWER}]{{1,8}})\s*(?:\(\s*{_COPIES_MADE}\s*\))?[.;\s]*$"
)
END = ";., "
MOST = 80


@dataclass(frozen=True)
class Copies:
    """The Nơi nhận block: who gets a copy, where it is kept, who drafted it; `lines` are its numbers."""

    copy_to: list[Found]
    archive: Found | None
    drafter: Found | None
    lines: frozenset[int]


def recipients(frame: Frame) -> list[Found]:
    """Return the Kính gửi lines as written, without dash and end mark, and use them."""
    if frame.to is None:
        return []
    opened = TO.match(frame.lines[frame.to].folded) or WIRED.match(frame.lines[frame.to].folded)
    first = frame.lines[frame.to].strand[opened.end() if opened else 0 :]
    items, used = _items(frame.lines, frame.to, first)
    frame.used |= used
    pieces = [piece for item in items for piece in _separate(item)]
    return [_line(piece) for piece in pieces if piece.chars.strip(END)]


def _separate(item: Strand) -> list[Strand]:
    return [piece for part in item.split(_INLINE) for piece in part.split(_SPLIT)]


def _line(piece: Strand) -> Found:
    tidy = _undashed(piece).rstrip(END).tidy()
    return Found(tidy.chars, tidy.span, LABELLED)


def _undashed(piece: Strand) -> Strand:
    dash = _DASH.match(piece.chars)
    return piece[dash.end() :] if dash else piece.strip()


def _items(lines: Sequence[Line], opening: int, first: Strand) -> tuple[list[Strand], set[int]]:
    """Gather dashed items, or lines chained by ";", below an opening line; a wrapped item is joined."""
    items = [first] if len(first.strip()) else []
    used = {opening}
    for number in range(opening + 1, min(len(lines), opening + MOST)):
        line = lines[number]
        dashed = _DASH.match(line.chars) is not None
        open_item = bool(items) and not items[-1].chars.rstrip().endswith((".", ";", ":"))
        chained = bool(items) and items[-1].chars.rstrip().endswith((";", ","))
        if _closes(line, items, dashed):
            break
        if dashed or not items or (chained and not _all_dashed(items)):
            items.append(line.strand)
        elif open_item and not line.gap and not line.capital:
            items[-1] = Strand.join([items[-1], line.strand], " ")
        else:
            break
        used.add(number)
    return items, used


def _all_dashed(items: list[Strand]) -> bool:
    return all(_DASH.match(item.chars) for item in items)


def _closes(line: Line, items: list[Strand], dashed: bool) -> bool:
    ended = bool(items) and items[-1].chars.rstrip().endswith(".")
    if ended and (line.gap or not dashed):
        return True
    if dashed and items and not _DASH.match(items[0].chars) and line.gap:
        return True
    return not items and (len(line.strand) > 160 or line.folded.startswith(("thuc hien", "can cu")))


def copies(lines: Sequence[Line], opening: int) -> Copies:
    """Return the block that "Nơi nhận" on line `opening` begins."""
    opened = COPIES.match(lines[opening].folded)
    first = _without_marks(lines[opening])[opened.end() if opened else 0 :]
    items, used = _block(lines, opening, first)
    pieces = [piece for item in items for piece in _separate(item)]
    kept = [_undashed(piece) for piece in pieces if piece.chars.strip(END)]
    at = next((n for n, piece in enumerate(kept) if _ARCHIVED.match(piece.folded)), None)
    archive, drafter = _archive(kept[at]) if at is not None else (None, None)
    copied = [_line(piece) for n, piece in enumerate(kept) if n != at and not _AS_ABOVE.match(piece.folded)]
    return Copies(copied, archive, drafter, frozenset(used))


def _without_marks(line: Line) -> Strand:
    """Handwriting beside the words is set in italics by the reader of the scan."""
    if not line.italic or line.italic[0][0] <= line.strand.span[0]:
        return line.strand
    end = next(i for i, start in enumerate(line.strand.starts) if start >= line.italic[0][0])
    return line.strand[:end]


def _block(lines: Sequence[Line], opening: int, first: Strand) -> tuple[list[Strand], set[int]]:
    items, used = ([first] if len(first.strip()) else []), {opening}
    for number in range(opening + 1, min(len(lines), opening + MOST)):
        line = lines[number]
        dashed = _DASH.match(line.chars) is not None
        if items and _is_archive(items[-1]) and not _archive_goes_on(items[-1], line):
            break
        wrapped = bool(items) and not line.gap and not items[-1].chars.rstrip().endswith((";", "."))
        if line.capital and not dashed and not wrapped:
            break
        if wrapped and not dashed and not _ARCHIVED.match(line.folded.strip()):
            items[-1] = Strand.join([items[-1], line.strand], " ")
        elif dashed or not _all_dashed(items) or not items or _ARCHIVED.match(line.folded.strip()):
            items.append(line.strand)
        else:
            break
        used.add(number)
    return items, used


def _is_archive(item: Strand) -> bool:
    pieces = _separate(item)
    return any(_ARCHIVED.match(_undashed(piece).folded) for piece in pieces)


def _archive_goes_on(item: Strand, line: Line) -> bool:
    text = item.chars.rstrip()
    return not line.gap and text.endswith((",", ":", "-", "Lưu")) and not line.capital


def _archive(piece: Strand) -> tuple[Found | None, Found | None]:
    opened = _ARCHIVED.match(piece.folded)
    kept = piece[opened.end() if opened else 0 :].rstrip(END).tidy()
    if not len(kept):
        return None, None
    match = _DRAFTER.search(kept.chars)
    confidence = LABELLED
    if match is None:
        match, confidence = _TRAILING.search(kept.chars), PLACED
    drafter = kept.part(match, "mark") if match else None
    mark = Found(drafter.chars, drafter.span, confidence) if drafter else None
    return Found(kept.chars, kept.span, LABELLED), mark
