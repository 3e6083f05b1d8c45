"""A draft as its form holds it: each section by its code, as typed, and a print of what stood there before.

Two officers may write one report at a time. The print says whether a section has changed since the form was
opened, on the page and in the store: only what was changed here is sent, and what was changed in both places
is a clash that a person settles.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.text import nfc
from services.portal.calls.client import Rejected
from services.portal.calls.forms import Filled

Section = dict[str, Any]
IN_FORM = re.compile(r"sections\.([^.]+)\.was")
AT_SECTION = re.compile(r"/sections/(\d+)(?:/(figures|evidence)/(\d+))?(?:/(\w+))?")
BLANK = {"text": "", "figures": [], "evidence": []}


@dataclass(frozen=True)
class Draft:
    """What was typed into a form, beside what is stored now.

    `changed` are the sections to send, `clashes` the codes of those that somebody else has changed as well,
    `beside` whether others have changed what was left alone here; `prints` are those of the form once the
    changed ones are saved, `quiet` whether they are those it had: nothing has been typed.
    """

    changed: tuple[Section, ...]
    clashes: tuple[str, ...]
    beside: bool
    prints: Mapping[str, str]
    quiet: bool

    def merged(self, stored: Iterable[Section]) -> list[Section]:
        """Return the sections as a page goes on with them: what was changed here, else what is stored."""
        here = {one["code"]: one for one in self.changed}
        return [*here.values(), *(one for one in stored if one["code"] not in here)]


def compared(filled: Filled, stored: Iterable[Section]) -> Draft:
    """Compare what was typed with what the form began with and with what is stored."""
    typed = tuple(_section(filled, code) for code in _codes(filled))
    was = {one["code"]: filled.get(f"sections.{one['code']}.was", "") for one in typed}
    now = {one["code"]: print_of(one) for one in stored}
    mine = {one["code"]: print_of(one) for one in typed}
    known = {code: (was[code], now.get(code, NOTHING)) for code in was}
    moved = {code for code, (before, stored_now) in known.items() if before != stored_now}
    changed = tuple(one for one in typed if mine[one["code"]] not in known[one["code"]])
    clashes = tuple(one["code"] for one in changed if one["code"] in moved)
    prints = was | {code: one for code, one in mine.items() if one != was[code]}
    beside = any(code in moved and mine[code] == was[code] for code in was)
    return Draft(changed, clashes, beside, prints, quiet=prints == was)


def print_of(section: Mapping[str, Any]) -> str:
    """Return the print of a section: the same for the same words, figures and evidence."""
    told = {**BLANK, **section}
    figures = sorted((one["code"], _shown(one["value"])) for one in told["figures"])
    evidence = [(one["kind"], nfc(one["ref"])) for one in told["evidence"]]
    whole = json.dumps([_plain(told["text"]), figures, evidence])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def values_of(sections: Iterable[Section]) -> dict[str, Any]:
    """Return the values of the form's fields by name."""
    return dict(pair for section in sections for pair in _values(section))


def located(refused: Rejected, sent: tuple[Section, ...]) -> dict[str, str]:
    """Return what was found wrong by the field that shows it; `sent` is what the service was given."""
    return {_field(item.get("pointer", ""), sent): item.get("detail", "") for item in refused.errors}


def _codes(filled: Filled) -> list[str]:
    """Return the sections that the form had."""
    return [found[1] for name in filled if (found := IN_FORM.fullmatch(name))]


def _section(filled: Filled, code: str) -> Section:
    at = f"sections.{code}"
    return {
        "code": code,
        "text": _plain(filled.get(f"{at}.text", "")),
        "figures": list(_figures(filled, f"{at}.figures.")),
        "evidence": list(_evidence(filled, f"{at}.evidence.")),
    }


def _figures(filled: Filled, at: str) -> Iterator[Section]:
    """Yield the figures that were filled in."""
    for name, told in filled.items():
        if name.startswith(at) and told.strip():
            yield {"code": name.removeprefix(at), "value": _number(told.strip())}


def _evidence(filled: Filled, at: str) -> Iterator[Section]:
    """Yield the rows of evidence that were filled in."""
    for name, told in filled.items():
        if name.startswith(at) and name.endswith(".ref") and told.strip():
            kind = filled.get(f"{name.removesuffix('.ref')}.kind", "")
            yield {"kind": kind, "ref": nfc(told).strip()}


def _plain(text: str) -> str:
    """Return a text as it is stored, whatever a browser makes of its line ends."""
    return nfc(text.replace("\r\n", "\n")).strip()


def _number(told: str) -> float | str:
    """Return a number; what is none goes as it is, for the service to name."""
    try:
        value = float(told)
    except ValueError:
        return told
    return value if math.isfinite(value) else told


def _values(section: Section) -> Iterator[tuple[str, Any]]:
    at = f"sections.{section['code']}"
    yield f"{at}.text", section["text"]
    for figure in section["figures"]:
        yield f"{at}.figures.{figure['code']}", _shown(figure["value"])
    for row, evidence in enumerate(section["evidence"]):
        yield f"{at}.evidence.{row}.kind", evidence["kind"]
        yield f"{at}.evidence.{row}.ref", evidence["ref"]


def _shown(value: float | str) -> str:
    return str(int(value)) if isinstance(value, float | int) and float(value).is_integer() else str(value)


def _field(pointer: str, sent: tuple[Section, ...]) -> str:
    found = AT_SECTION.fullmatch(pointer)
    if found is None or int(found[1]) >= len(sent):
        return pointer.strip("/").replace("/", ".")
    section, (_, kind, row, part) = sent[int(found[1])], found.groups()
    if kind == "figures":
        return f"sections.{section['code']}.figures.{section['figures'][int(row)]['code']}"
    place = f"evidence.{row}.{part or 'ref'}" if kind else part or "text"
    return f"sections.{section['code']}.{place}"


NOTHING = print_of(BLANK)
