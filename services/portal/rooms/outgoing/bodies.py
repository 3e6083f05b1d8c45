"""Agencies and groups in a form: people write names, one a line; the API takes ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from flask_babel import gettext as _

from chassis.context import Context
from chassis.text import fold
from chassis.transaction import Tx
from services.portal.journeys.store.reading import names
from services.portal.rooms.outgoing import store
from services.portal.rooms.outgoing.addressees import SIDES, agency_ids

Row = dict[str, Any]
# "Văn phòng (Sở Y tế)": a name that several bodies have, with the body above.
WITHIN = re.compile(r"(?P<name>.+?)\s*\((?P<parent>[^()]+)\)")
# A record that nobody has a name for at the moment stands in the form by its id.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CLAUSE_BODIES = ("lead_ids", "co_ids", "accountable_id")


class Unclear(Exception):
    """A name that means nobody, or several; the message says which."""


class Bodies:
    """Whom names mean, and how ids are written: agencies in force before those of the past."""

    def __init__(self, tx: Tx, ctx: Context, written: Iterable[str], groups: Iterable[Row] = ()) -> None:
        self._tx, self._today = tx, ctx.today.isoformat()
        self._groups = {fold(name): row for row in groups for name in (*row["aliases"], row["name"])}
        self.group_names = {row["id"]: row["name"] for row in self._groups.values()}
        parts = {part for name in written for part in _parts(name)}
        found = store.named(tx, {fold(part) for part in parts})
        self._agencies = [row for row in found if self._lives(row)] or found
        self._parents = names(tx, (row["parent_id"] for row in self._agencies))

    def target(self, name: str) -> Row:
        """Return the group or agency that a name means; raises Unclear."""
        group = self._groups.get(fold(name))
        if group is not None:
            return {"group_id": group["id"]}
        if ID.fullmatch(name) and not self._found(name):
            return {"group_id": name}
        return {"agency_id": self.agency(name)}

    def agency(self, name: str) -> str:
        """Return the agency that a name means; raises Unclear."""
        found = self._found(name)
        if len(found) == 1:
            return str(found[0]["_id"])
        if found:
            several = "; ".join(map(self.written, found))
            raise Unclear(
                _("Có nhiều cơ quan tên “%(name)s”. Ghi rõ: %(several)s.", name=name, several=several)
            )
        if ID.fullmatch(name):
            return name
        told = _("Danh bạ không có cơ quan hay nhóm nào tên “%(name)s”.", name=name)
        alike = "; ".join(store.alike(self._tx, name))
        near = _("Gần giống: %(names)s.", names=alike) if alike else ""
        raise Unclear(f"{told} {near}".strip())

    def knows(self, name: str) -> bool:
        """Tell whether a name means exactly one agency."""
        return len(self._found(name)) == 1

    def written(self, row: Mapping[str, Any]) -> str:
        """Return how an agency is written, so that the name means it alone."""
        alone = sum(other["name"] == row["name"] for other in self._agencies) <= 1
        parent = self._parents.get(row["parent_id"])
        return str(row["name"]) if alone or not parent else f"{row['name']} ({parent})"

    def by_id(self) -> dict[str, str]:
        """Return how each agency found is written."""
        return {row["_id"]: self.written(row) for row in self._agencies}

    def _found(self, name: str) -> list[Row]:
        found = [row for row in self._agencies if fold(name) in row["folded_names"]]
        within = WITHIN.fullmatch(name.strip())
        if found or not within:
            return found
        parent = fold(within["parent"])
        named = [row for row in self._agencies if fold(within["name"]) in row["folded_names"]]
        return [row for row in named if fold(self._parents.get(row["parent_id"], "")) == parent]

    def _lives(self, row: Mapping[str, Any]) -> bool:
        return not row["valid_to"] or row["valid_to"] >= self._today


def _parts(name: str) -> Iterator[str]:
    yield name
    within = WITHIN.fullmatch(name.strip())
    if within:
        yield within["name"]


def written_names(asked: Row) -> list[str]:
    """Return every name that a filled-in form holds."""
    return [name for _field, holder, key in _places(asked) for name in _listed(holder[key])]


def with_ids(asked: Row, bodies: Bodies) -> tuple[Row, dict[str, str]]:
    """Return the body with ids in place of names, and what is unclear by the name of its field."""
    body, errors = deepcopy(asked), {}
    for field, holder, key in _places(body):
        meant = bodies.target if key == "targets" else bodies.agency
        try:
            found = [meant(name) for name in _listed(holder[key])]
        except Unclear as unclear:
            errors[field] = str(unclear)
            continue
        holder[key] = found[0] if key in ("accountable_id", "report_to_id") else found
    return body, errors


def with_names(tx: Tx, ctx: Context, one: Row, groups: Sequence[Row]) -> Row:
    """Return a document with names in place of ids, as its form shows them."""
    known = names(tx, agency_ids(one))
    bodies = Bodies(tx, ctx, known.values(), groups)
    written = known | bodies.by_id()
    body = deepcopy(one)
    for _field, holder, key in _places(body):
        holder[key] = [_name(value, written, bodies.group_names) for value in _listed(holder[key])]
    return body


def _name(value: Any, agencies: Mapping[str, str], groups: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return agencies.get(value, value)
    if value.get("group_id"):
        return groups.get(value["group_id"], value["group_id"])
    return agencies.get(value["agency_id"], value["agency_id"])


def _places(body: Row) -> Iterator[tuple[str, Row, str]]:
    """Yield each part of a body that names somebody: the field of the form, and where the value is held."""
    for name, keys in (("clauses", CLAUSE_BODIES), ("reporting", ("report_to_id",)), *_TARGETS):
        for at, row in enumerate(body.get(name) or []):
            yield from ((f"{name}.{at}.{key}", row, key) for key in keys if row.get(key))


_TARGETS = tuple((side, ("targets",)) for side in SIDES)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
