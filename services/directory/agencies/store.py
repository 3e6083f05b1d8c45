"""Agencies in the store: documents that the chassis reads as its own projection of agencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from chassis.errors import Refusal
from chassis.pages import Page, page
from chassis.projections import agency_document
from services.directory import store
from services.directory.agencies.domain import Agency

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx

AGENCIES = "agencies"
PLAIN = ("code_qd20", "code_qcvn", "name", "kind", "level", "parent_id")
LISTS = ("aliases", "path", "successors")
BY_NAME = (("name", 1), ("_id", 1))


def to_document(agency: Agency) -> dict[str, Any]:
    """Return an agency as it is stored."""
    lists = {name: list(getattr(agency, name)) for name in LISTS}
    days = {"valid_from": store.iso(agency.valid_from), "valid_to": store.iso(agency.valid_to)}
    document = {"_id": agency.id, "version": agency.version}
    document |= agency_document(vars(agency) | lists | days)
    return document | {"search": store.words_of([agency.name, *agency.aliases])}


def from_document(found: Mapping[str, Any]) -> Agency:
    """Return a stored agency."""
    stated: dict[str, Any] = {name: found[name] for name in PLAIN}
    stated |= {name: tuple(found[name]) for name in LISTS}
    return Agency(
        id=found["_id"],
        version=found["version"],
        valid_from=date.fromisoformat(found["valid_from"]),
        valid_to=store.day(found["valid_to"]),
        **stated,
    )


def find(tx: Tx, ctx: Context, agency_id: str) -> Agency | None:
    """Return an agency, in force or not; every signed-in officer may read the tree."""
    found = tx.db[AGENCIES].find_one({"_id": {"$eq": agency_id}}, session=tx.session)
    return from_document(found) if found else None


def find_all(tx: Tx, ids: Sequence[str], pointer: str) -> list[Agency]:
    """Return agencies in the order of `ids`; raises Refusal `unknown-reference` for one that is absent."""
    found = tx.db[AGENCIES].find({"_id": {"$in": list(ids)}}, session=tx.session)
    known = {one["_id"]: from_document(one) for one in found}
    for place, agency_id in enumerate(ids):
        if agency_id not in known:
            raise Refusal("unknown-reference", f"{pointer}/{place}")
    return [known[agency_id] for agency_id in ids]


def find_named(tx: Tx, agency_id: str, pointer: str) -> Agency:
    """Return the agency that the field at `pointer` names; raises Refusal `unknown-reference`."""
    found = tx.db[AGENCIES].find_one({"_id": {"$eq": agency_id}}, session=tx.session)
    if found is None:
        raise Refusal("unknown-reference", pointer)
    return from_document(found)


def children(tx: Tx, agency: Agency) -> list[Agency]:
    """Return the agencies directly below one."""
    return _all(tx, {"parent_id": {"$eq": agency.id}})


def descendants(tx: Tx, agency: Agency) -> list[Agency]:
    """Return the agencies anywhere below one."""
    return _all(tx, {"path": {"$eq": agency.id}})


def valid_on(tx: Tx, day: date) -> list[Agency]:
    """Return every agency that exists on a day."""
    return _all(tx, store.valid_on(day))


def names(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of agencies by id."""
    found = tx.db[AGENCIES].find({"_id": {"$in": list(ids)}}, {"name": 1}, session=tx.session)
    return {one["_id"]: one["name"] for one in found}


def listed(tx: Tx, asked: Mapping[str, Any], today: date) -> Page:
    """Return a page of the agencies that exist on the day asked for, today unless told, by name."""
    wanted = store.valid_on(asked.get("as_of") or today)
    wanted |= {name: {"$eq": asked[name]} for name in ("kind", "parent_id") if asked.get(name)}
    if asked.get("q"):
        wanted |= store.containing(asked["q"])
    return _page(tx, wanted, asked)


def among(tx: Tx, ids: Sequence[str], asked: Mapping[str, Any]) -> Page:
    """Return a page of the agencies with the given ids, by name."""
    return _page(tx, {"_id": {"$in": list(ids)}}, asked)


def _page(tx: Tx, wanted: Mapping[str, Any], asked: Mapping[str, Any]) -> Page:
    found = page(tx, AGENCIES, wanted, BY_NAME, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(from_document)


def _all(tx: Tx, wanted: Mapping[str, Any]) -> list[Agency]:
    return [from_document(found) for found in tx.db[AGENCIES].find(wanted, session=tx.session)]
