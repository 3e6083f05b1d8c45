"""Days in a body: the window in which it is carried out, and the day by which an answer is due."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.directives.parsing import dates
from services.directives.parsing.found import JUDGED, LABELLED, PLACED, Found
from services.directives.parsing.strand import Strand


def _dated(name: str) -> str:
    pattern = dates.DATE
    for group in ("wday", "wmonth", "wyear", "fday", "fmonth", "fyear"):
        pattern = pattern.replace(f"(?P<{group}>", f"(?P<{name}{group}>")
    return pattern


_WINDOW = re.compile(
    rf"\btu\s+(?:(?P<now>nay|ngay ky|ngay ban hanh)|{_dated('s')})\s*(?:den|-)\s*(?:het\s*)?{_dated('e')}"
)
_UNTIL = re.compile(rf"\b(?:den het|ket thuc(?: vao)?)\s+{_dated('e')}")
_HOUR = r"(?:\d{1,2}\s*(?:gio|h|g)\s*(?:\d{2})?(?:\s*phut)?\s*,?\s*)?"
_DUE = re.compile(
    rf"\b(?:truoc|cham nhat(?: la| den| trong)?(?: het)?|han(?: cuoi| chot| gui| nop)?(?: la| den)?|"
    rf"muon nhat(?: la)?)\s*:?\s*{_HOUR}{_dated('e')}"
)


_ANSWER = re.compile(r"\b(bao cao|gui|tra loi|phan hoi|gop y|dang ky|nop|thong bao ket qua)\b")
_SENTENCE = re.compile(r"[;.]\s")


def window(texts: Iterable[Strand], issued_on: str | None) -> Found | None:
    """Return {start, end} of the first period named; "từ nay" is the day of issue."""
    listed = list(texts)
    for text in listed:
        match = _WINDOW.search(text.folded)
        if match:
            start = issued_on if match["now"] else _day(match, "s")
            return Found({"start": start, "end": _day(match, "e")}, text.part(match).span, LABELLED)
    for text in listed:
        match = _UNTIL.search(text.folded)
        if match:
            return Found({"start": None, "end": _day(match, "e")}, text.part(match).span, PLACED)
    return None


def due(texts: Iterable[Strand]) -> Found | None:
    """Return the one day by which something is to be sent; several different days are no answer."""
    found: dict[str, Found] = {}
    for text in texts:
        for match in _DUE.finditer(text.folded):
            day = _day(match, "e")
            if day and _ANSWER.search(_SENTENCE.split(text.folded[: match.start()])[-1]):
                found.setdefault(day, Found(day, text.part(match).span, JUDGED))
    return next(iter(found.values())) if len(found) == 1 else None


def _day(match: re.Match[str], name: str) -> str | None:
    kind = "w" if match[f"{name}wday"] else "f"
    return dates.day_of(*(match[f"{name}{kind}{part}"] for part in ("year", "month", "day")))
