"""Texts: versioned templates with declared requirements, checked when they are loaded.

A notification keeps the template, its version and facts: ids, dates, codes. The words are made when somebody
reads, from the projections as they are then, so a symbol or name that comes late is there all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, Template, meta

from chassis.text import nfc
from services.notifications.inbox.announcements import ROWS, Row

FILE = Path(__file__).with_name("templates.yaml")
LABELS, UNKNOWN = "labels", "unknown"
# A variable that is the name of an agency, and the fact that holds its id.
AGENCIES = {
    "agency": "agency_id",
    "sender": "sender_id",
    "issuer": "issuer_id",
    "receiver": "receiver_id",
}
# A variable that is the label of a code, and the fact that holds the code.
CODES = {
    "report": "template",
    "award": "form",
    "award_type": "type",
    "achiever": "subject_kind",
    "reason": "reason_code",
}


class TemplateFault(Exception):
    """A template uses what it does not require, requires what it does not use, or what nobody supplies."""


@dataclass(frozen=True)
class Text:
    """One version of a template."""

    version: int
    requires: frozenset[str]
    title: Template
    body: Template

    def render(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """Return title and body; raises TemplateFault naming what is missing."""
        missing = sorted(self.requires - values.keys())
        if missing:
            raise TemplateFault(f"missing: {', '.join(missing)}")
        given = {name: values[name] for name in self.requires}
        return nfc(self.title.render(given)), nfc(self.body.render(given)).strip()


@dataclass(frozen=True)
class Texts:
    """Every template with its versions, the labels of codes, and what stands for the unknown."""

    versions: Mapping[str, Mapping[int, Text]]
    labels: Mapping[str, Mapping[str, str]]
    unknown: Mapping[str, str]

    def newest(self, template: str) -> Text:
        """Return the version that new notifications are made with."""
        return max(self.versions[template].values(), key=lambda text: text.version)

    def label(self, kind: str, code: str) -> str:
        """Return the label of a code, the code itself when it has none."""
        return self.labels[kind].get(code, code)


def load(source: str) -> Texts:
    """Return the templates of a YAML text; raises TemplateFault."""
    read = yaml.safe_load(nfc(source))
    labels, unknown = read.pop(LABELS), read.pop(UNKNOWN)
    # The texts are plain, for a mail or a page that escapes them itself.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    environment.filters["day"] = day
    versions = {
        name: {one["version"]: _text(environment, name, one) for one in listed}
        for name, listed in read.items()
    }
    return Texts(versions, labels, unknown)


def _text(environment: Environment, name: str, said: Mapping[str, Any]) -> Text:
    requires = frozenset(said["requires"])
    used = {
        variable
        for part in ("title", "body")
        for variable in meta.find_undeclared_variables(environment.parse(said[part]))
    }
    if used != requires:
        told = f"uses {sorted(used - requires)} undeclared, leaves {sorted(requires - used)} unused"
        raise TemplateFault(f"{name} version {said['version']} {told}")
    parts = (environment.from_string(said[part]) for part in ("title", "body"))
    return Text(said["version"], requires, *parts)


def day(value: str | dt.date) -> str:
    """Return a day as Vietnamese offices write it."""
    on = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    return on.strftime("%d/%m/%Y")


def supplied(facts: Iterable[str]) -> set[str]:
    """Return the variables that facts of these names supply."""
    known = {"agency_id", *facts}
    derived = {name for name, fact in (AGENCIES | CODES).items() if fact in known}
    return known | derived | ({"symbol"} if "directive_id" in known else set())


def check(texts: Texts, rows: Mapping[str, Row]) -> None:
    """Raise TemplateFault when a text of an announcement requires what its facts do not supply."""
    for event, row in rows.items():
        for template in (row.template, row.mail or row.template):
            facts = {*row.facts, *(["binding"] if template == "report-required" else [])}
            missing = texts.newest(template).requires - supplied(facts)
            if missing:
                raise TemplateFault(f"{event}: {template} requires {sorted(missing)}, which its facts lack")


@cache
def texts() -> Texts:
    """Return the service's templates, checked against its announcements."""
    loaded = load(FILE.read_text(encoding="utf-8"))
    check(loaded, ROWS)
    return loaded
