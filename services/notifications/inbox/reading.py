"""Reading: the words of notifications, made from facts with the names and symbols known now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.transaction import Tx
from services.notifications.addressing import store as addressing
from services.notifications.inbox import store
from services.notifications.inbox.texts import AGENCIES, CODES, texts

Document = Mapping[str, Any]
DIGEST = "reminders"


@dataclass(frozen=True)
class Names:
    """Names of agencies and symbols of directives, as far as they are known."""

    agencies: Mapping[str, Mapping[str, Any]]
    symbols: Mapping[str, str]

    def agency(self, id: str | None) -> str | None:
        """Return the name of an agency, None for none."""
        if id is None:
            return None
        return str(self.agencies[id]["name"]) if id in self.agencies else texts().unknown["agency"]

    def symbol(self, id: str | None) -> str:
        """Return number and notation of a directive."""
        return self.symbols.get(id or "") or texts().unknown["symbol"]


def shown(tx: Tx, documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Return notifications with their words: `title`, `text` and, for a digest, the words of each line."""
    names = names_for(tx, documents)
    return [_shown(one, names) for one in documents]


def names_for(tx: Tx, documents: Iterable[Document]) -> Names:
    """Look up everything that the words of these documents name, at once."""
    facts = [values for one in documents for values in (_facts(one), *one.get("lines", []))]
    agency_ids = {said.get(fact) for said in facts for fact in AGENCIES.values()} - {None}
    directive_ids = {said.get("directive_id") for said in facts} - {None}
    return Names(
        addressing.agencies(tx, (str(id) for id in agency_ids)),
        store.symbols(tx, (str(id) for id in directive_ids)),
    )


def words(document: Document, names: Names) -> tuple[str, str]:
    """Return title and text of a document with a template, its version, facts and an agency."""
    text = texts().versions[document["template"]][document["template_version"]]
    if document["template"] == DIGEST:
        items = [line_words(line, document["day"], names) for line in document["lines"]]
        return text.render({"day": document["day"], "count": document["count"], "items": items})
    return text.render(_values(_facts(document), names))


def line_words(line: Document, day: str, names: Names) -> str:
    """Return the words of one reminder as they stand on the day of the run."""
    values = _values(line, names) | {"what": _what(line, names)}
    if line["due_on"]:
        values["days"] = (dt.date.fromisoformat(line["due_on"]) - dt.date.fromisoformat(day)).days
    return texts().newest(f"line-{line['tone']}").render(values)[1]


def _shown(document: Document, names: Names) -> dict[str, Any]:
    title, text = words(document, names)
    day = document["day"]
    lines = [{**line, "text": line_words(line, day, names)} for line in document.get("lines", [])]
    directive_id = document["facts"].get("directive_id")
    return {**document, "title": title, "text": text, "lines": lines, "directive_id": directive_id}


def _facts(document: Document) -> dict[str, Any]:
    return {**document["facts"], "agency_id": document["agency_id"]}


def _values(facts: Document, names: Names) -> dict[str, Any]:
    known = {name: names.agency(facts[fact]) for name, fact in AGENCIES.items() if fact in facts}
    labels = {name: texts().label(name, facts[fact]) for name, fact in CODES.items() if facts.get(fact)}
    symbol = facts.get("symbol") or names.symbol(facts.get("directive_id"))
    return {**facts, **known, **labels, "symbol": symbol}


def _what(line: Document, names: Names) -> str:
    """Say what is due: a report by its kind, a task by its directive."""
    symbol = names.symbol(line["directive_id"])
    if line["template"]:
        report = texts().label("report", line["template"])
        return f"{report} theo văn bản {symbol}" if line["directive_id"] else report
    return f"nhiệm vụ theo văn bản {symbol}"
