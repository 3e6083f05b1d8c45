"""Dates as documents write them, always day before month."""

from __future__ import annotations

import datetime as dt
import re

_WORDS = r"(?:ngay\s*)?(?P<wday>\d{1,2})\s*thang\s*(?P<wmonth>\d{1,2})\s*nam\s*(?P<wyear>\d{4})"
_FIGURES = r"(?:ngay\s*)?(?P<fday>\d{1,2})\s?[/.-]\s?(?P<fmonth>\d{1,2})\s?[/.-]\s?(?P<fyear>\d{4})(?!\d)"
# To be matched on the search form.
DATE = rf"(?<![\d/])(?:{_WORDS}|{_FIGURES})"
_PATTERN = re.compile(DATE)
PLACE_AND_DATE = re.compile(
    r"(?m)^[ \t(]*(?:(?P<place>[a-z][a-z .'-]{1,58}[a-z.])\s*[,.;]?\s{0,3})?\bngay\b"
    r"(?P<day>[\s\d.…_/-]{0,24}?)\bthang\b(?P<month>[\s\d.…_]{0,12}?)\bnam\b(?P<year>[\s\d.…_]{0,12})"
)
PLACE_AND_FIGURES = re.compile(
    rf"(?m)^[ \t(]*(?P<place>[a-z][a-z .'-]{{1,58}}[a-z.])\s*,\s*(?:ngay\s*)?(?P<date>{_FIGURES})[ \t.)]*$"
)


def iso(match: re.Match[str]) -> str | None:
    """Return the day a match of DATE stands for, or None if there is no such day."""
    kind = "w" if match.groupdict().get("wday") else "f"
    return day_of(match[f"{kind}year"], match[f"{kind}month"], match[f"{kind}day"])


def day_of(year: str, month: str, day: str) -> str | None:
    """Return a day as YYYY-MM-DD, or None if there is no such day."""
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if 1900 <= found.year <= 2199 else None


def first(folded: str, begin: int = 0) -> tuple[str, int, int] | None:
    """Return the first date in a text in search form, with where it stands."""
    for match in _PATTERN.finditer(folded, begin):
        day = iso(match)
        if day:
            return day, match.start(), match.end()
    return None


def digits(text: str) -> str:
    """Return the figures of a place left for a date, "" when it is still empty."""
    return re.sub(r"\D", "", text)
