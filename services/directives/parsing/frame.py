"""The frame of a head: which line is motto, stamp, number, date, subject, title, address."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.directives.parsing import stamps, titles, vocabulary
from services.directives.parsing.documents import Document
from services.directives.parsing.lines import Line
from services.directives.parsing.strand import Strand

ABOUT = re.compile(r"[\W_]*(?:v\s?[/.]\s?v\b|ve viec\b)[\s:.]*")
TO = re.compile(r"\W*kinh (?:gui|trinh)\s*:?\s*")
# A telegram has no "Kính gửi": "BỘ TRƯỞNG BỘ Y TẾ điện:" opens its address lines.
TELEGRAM = "Công điện"
WIRED = re.compile(r".{0,160}\bdien\s*:\s*")
_MOTTO = re.compile(
    rf"(?m)^\W*{vocabulary.YOUTH_MOTTO}\W*$|{vocabulary.MOTTO}|{vocabulary.TAGLINE}|(?<![a-z]){vocabulary.PARTY_MOTTO}"
)
_BELOW = re.compile(
    r"\W*(?:can cu|thuc hien|trien khai|noi nhan|quyet dinh\s*:|quyet nghi\s*:|dieu\s+1\b|xet\s|"
    r"[ivx]+[./]\s|\d+\.\s|tren co so)\b"
)
REACH = 40


@dataclass
class Frame:
    """A head with what has been read from it already; `used` are line numbers."""

    lines: tuple[Line, ...]
    title: int | None
    about: int | None
    to: int | None
    stamp: stamps.Stamp | None
    used: set[int] = field(default_factory=set)

    @property
    def top(self) -> list[int]:
        """Numbers of the lines above title, address and first paragraph that nothing has used yet."""
        ends = [place for place in (self.title, self.to) if place is not None]
        end = min(ends) if ends else self._first_paragraph()
        return [n for n in range(end) if n not in self.used]

    def _first_paragraph(self) -> int:
        for number, line in enumerate(self.lines):
            if number > 2 and (len(line.strand) > 90 or _BELOW.match(line.folded)):
                return number
        return min(len(self.lines), REACH)

    def joined(self, numbers: Iterable[int]) -> Joined:
        """Join lines by their numbers, to be searched over their ends."""
        return Joined.of(self.lines, list(numbers))


@dataclass(frozen=True)
class Joined:
    """Lines joined by line ends, and where each begins."""

    text: Strand
    numbers: list[int]
    begins: list[int]

    @classmethod
    def of(cls, lines: tuple[Line, ...], numbers: list[int]) -> Joined:
        """Join the lines of these numbers."""
        begins, place = [], 0
        for number in numbers:
            begins.append(place)
            place += len(lines[number].strand) + 1
        return cls(Strand.join(lines[number].strand for number in numbers), numbers, begins)

    def touched(self, begin: int, end: int) -> set[int]:
        """Return the numbers of the lines between two places of the text."""
        first, last = bisect_right(self.begins, begin) - 1, bisect_right(self.begins, max(begin, end - 1)) - 1
        return set(self.numbers[first : last + 1])


def framed(document: Document) -> Frame:
    """Return the frame of a document; motto and arrival stamp are used already."""
    lines = document.lines
    reach = range(min(len(lines), document.anchor + REACH))
    to = next((n for n in reach if TO.match(lines[n].folded)), None)
    title = next((n for n in reach if _is_title(lines, n, document.anchor)), None)
    if title is not None and to is not None and title > to + 1 and not titles.is_bare(lines[title].strand):
        title = None
    if to is None and title is not None and (titles.title_of(lines[title].strand) or ("", 0))[0] == TELEGRAM:
        to = next((n for n in reach if n > title and WIRED.match(lines[n].folded)), None)
    about = next((n for n in reach if ABOUT.match(lines[n].folded) and n < _earliest(title, to, reach)), None)
    frame = Frame(lines, title, about, to, stamps.arrival(lines[: _earliest(title, to, reach)]))
    frame.used |= _motto_lines(frame) | (set(frame.stamp.lines) if frame.stamp else set())
    return frame


def _earliest(title: int | None, to: int | None, reach: range) -> int:
    return min(n for n in (title, to, reach.stop) if n is not None)


def _is_title(lines: tuple[Line, ...], number: int, anchor: int) -> bool:
    if titles.title_of(lines[number].strand) is None:
        return False
    # "HƯỚNG DẪN" may also open the second line of a body's name or of a broken sentence.
    below_text = any(_BELOW.match(line.folded) for line in lines[anchor + 1 : number])
    return not below_text and not lines[number].folded.strip().endswith(";")


def _motto_lines(frame: Frame) -> set[int]:
    joined = frame.joined(range(min(len(frame.lines), REACH)))
    return {
        number for match in _MOTTO.finditer(joined.text.folded) for number in joined.touched(*match.span())
    }
