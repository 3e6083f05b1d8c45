"""Columns and cells of a page, brought into reading order: the left one down to its end, then the right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.directives.parsing import vocabulary
from services.directives.parsing.strand import Strand

TAB = 8
_GAP = re.compile(r"(?<=\S)(?:[ ]{3,}|[ ]*\t[ \t]*)(?=\S)")
_NO_GAP_AFTER = re.compile(r"(\bso|ngay|thang|nam|(?<!nhan):\s*[.…]*|-|/)\s*$")
_NO_GAP_BEFORE = re.compile(r"\s*([/.,;]|thang\b|nam\b|\d{4}\b)")
_CELL_RULE = re.compile(r"[\s:|+=-]*")
_FRAME = re.compile(
    rf"{vocabulary.MOTTO}|{vocabulary.TAGLINE}|{vocabulary.PARTY_MOTTO}|\bso\s*[:./]|\bngay\b.{{0,12}}\bthang\b"
    r"|noi nhan|\b(tm|kt|tl|tuq)\s*[.]|v/v|kinh gui|giam doc|chu tich|\bden\b.{0,9}\bso\b"
)
_NEAR, _FAR = 2, 9


@dataclass(frozen=True)
class Row:
    """A line of the file, in one or two pieces with the columns they begin and end at."""

    pieces: tuple[tuple[int, int, Strand], ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.pieces

    @property
    def split(self) -> bool:
        """Whether two columns stand in it."""
        return len(self.pieces) == 2


def in_order(lines: list[Strand]) -> Iterator[tuple[Strand, bool]]:
    """Yield the lines in reading order, each with whether it is a row of a table of figures."""
    place = 0
    while place < len(lines):
        taken, found = _table(lines, place)
        if not taken:
            taken, found = _columns(lines, place)
        yield from found
        place += taken


def _table(lines: list[Strand], place: int) -> tuple[int, list[tuple[Strand, bool]]]:
    rows, last = [], place
    if "|" not in lines[place].chars:
        return 0, []
    for number in range(place, len(lines)):
        line = lines[number]
        if "|" in line.chars:
            rows.append(_cells(line))
            last = number + 1
        elif line.chars.strip():
            break
    rows = [row for row in rows if row]
    return last - place, [*_read_table(rows), (lines[place][:0], False)]


def _cells(line: Strand) -> list[list[Strand]]:
    cells = line.strip().split(r"\|")
    cells = cells[1:] if not cells[0].chars.strip() else cells
    cells = cells[:-1] if cells and not cells[-1].chars.strip() else cells
    if all(_CELL_RULE.fullmatch(cell.chars) for cell in cells):
        return []
    return [[part.strip() for part in cell.split("\v")] for cell in cells]


def _read_table(rows: list[list[list[Strand]]]) -> list[tuple[Strand, bool]]:
    text = Strand.join([part for row in rows for cell in row for part in cell])
    if not _FRAME.search(text.folded):
        return [(Strand.join([p for cell in row for p in cell], " "), len(row) > 1) for row in rows]
    nothing = text[:0]
    width = max(map(len, rows), default=0)
    ordered: list[tuple[Strand, bool]] = []
    for column in range(width):
        ordered.append((nothing, False))
        ordered += [(part, False) for row in rows if column < len(row) for part in row[column]]
    return ordered


def _columns(lines: list[Strand], place: int) -> tuple[int, list[tuple[Strand, bool]]]:
    rows = [_row(lines[place])]
    if not rows[0].split:
        return 1, [(lines[place], False)]
    edge = rows[0].pieces[1][0]
    for line in lines[place + 1 :]:
        row = _row(line)
        if not _belongs(row, rows, edge):
            break
        edge = min(edge, row.pieces[1][0]) if row.split else edge
        rows.append(row)
    while rows[-1].blank:
        rows.pop()
    if not _FRAME.search(Strand.join([piece for row in rows for _, _, piece in row.pieces]).folded):
        return len(rows), [(line, False) for line in lines[place : place + len(rows)]]
    return len(rows), _two_columns(rows, edge)


def _belongs(row: Row, rows: list[Row], edge: int) -> bool:
    blanks = next((n for n, earlier in enumerate(reversed(rows)) if not earlier.blank), 0)
    if row.blank:
        return blanks < _FAR
    if row.split:
        return blanks <= _FAR
    start, end, piece = row.pieces[0]
    if vocabulary.starts_body(piece) or end - start > 70:
        return False
    return start >= edge - 6 if start >= edge // 2 else blanks == 0 and end <= edge + 2


def _two_columns(rows: list[Row], edge: int) -> list[tuple[Strand, bool]]:
    left, right = [], []
    for row in rows:
        if row.split:
            left.append(row.pieces[0][2])
            right.append(row.pieces[1][2])
        elif row.pieces and row.pieces[0][0] >= edge // 2:
            right.append(row.pieces[0][2])
        elif row.pieces:
            left.append(row.pieces[0][2])
    nothing = rows[0].pieces[0][2][:0]
    return [(piece, False) for piece in (*left, nothing, *right)]


def _row(line: Strand) -> Row:
    body = line.rstrip()
    first = len(body) - len(body.lstrip())
    if first == len(body):
        return Row(())
    gaps = [match for match in _GAP.finditer(body.chars, first) if _parts(body, match)]
    if not gaps:
        return Row((_piece(body, first, len(body)),))
    widest = max(gaps, key=lambda match: _column(body, match.end()) - _column(body, match.start()))
    return Row((_piece(body, first, widest.start()), _piece(body, widest.end(), len(body))))


def _parts(body: Strand, gap: re.Match[str]) -> bool:
    before, after = body.folded[: gap.start()], body.folded[gap.end() :]
    return not _NO_GAP_AFTER.search(before) and not _NO_GAP_BEFORE.match(after)


def _piece(body: Strand, begin: int, end: int) -> tuple[int, int, Strand]:
    return _column(body, begin), _column(body, end), body[begin:end]


def _column(body: Strand, place: int) -> int:
    return len(body.chars[:place].expandtabs(TAB))
