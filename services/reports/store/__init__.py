"""What reports keeps: templates, periods, requirements, submissions, shared sections; each query by scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pymongo import DESCENDING, IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of, plain
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.reports.domain.periods import Period
from services.reports.domain.requirements import Requirement
from services.reports.domain.submissions import Submission, Written
from services.reports.domain.templates import Template

T = TypeVar("T")
KINDS: dict[type[Any], str] = {
    Template: "templates",
    Period: "periods",
    Requirement: "requirements",
    Submission: "submissions",
}
INDEXES: dict[str, list[IndexModel]] = {
    "templates": [IndexModel([("code", 1), ("valid_from", DESCENDING)], name="in_force")],
    "periods": [IndexModel([("owner_id", 1), ("template", 1)], name="of_owner")],
    "requirements": [
        IndexModel([("parties", 1), ("directive_id", 1), ("_id", 1)], name="of_parties"),
        IndexModel([("paths", 1), ("directive_id", 1), ("_id", 1)], name="of_subtree"),
        IndexModel([("agency_id", 1), ("_id", 1)], name="of_agency"),
        IndexModel([("directive_id", 1), ("_id", 1)], name="of_directive"),
    ],
    "submissions": [IndexModel([("requirement_id", 1)], name="one_per_requirement", unique=True)],
    "shared_sections": [],
}
FILTERS = ("directive_id", "agency_id", "report_to_id", "template", "period_id", "submission_status")


def find(tx: Tx, kind: type[T], id: str) -> T | None:
    """Return one object whoever asks; for handlers and for steps that have checked who may see it."""
    found: dict[str, Any] | None = tx.db[KINDS[kind]].find_one({"_id": id}, session=tx.session)
    return aggregate_of(kind, found) if found else None


def visible(tx: Tx, ctx: Context, kind: type[T], id: str) -> T | None:
    """Return a requirement or submission that the actor is a party to, or that lies below it."""
    wanted = {"$and": [{"_id": id}, ctx.scope.filter()]}
    found: dict[str, Any] | None = tx.db[KINDS[kind]].find_one(wanted, session=tx.session)
    return aggregate_of(kind, found) if found else None


def visible_requirement(tx: Tx, ctx: Context, requirement_id: str) -> Requirement | None:
    """Return a requirement the actor may see."""
    return visible(tx, ctx, Requirement, requirement_id)


def visible_submission(tx: Tx, ctx: Context, submission_id: str) -> Submission | None:
    """Return a submission the actor may see."""
    return visible(tx, ctx, Submission, submission_id)


def own_period(tx: Tx, ctx: Context, period_id: str) -> Period | None:
    """Return a period of which the actor's agency is the receiver."""
    period = find(tx, Period, period_id)
    return period if period and period.owner_id == ctx.actor.agency_id else None


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the requirements the actor may see."""
    wanted = [ctx.scope.filter(), *({name: asked[name]} for name in FILTERS if asked.get(name))]
    order = [("_id", 1)]
    found = page(tx, "requirements", {"$and": wanted}, order, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Requirement, document))


def periods(tx: Tx, ids: Iterable[str]) -> dict[str, Period]:
    """Return periods by id."""
    found = tx.db["periods"].find({"_id": {"$in": list(ids)}}, session=tx.session)
    return {row["_id"]: aggregate_of(Period, row) for row in found}


def period_page(tx: Tx, asked: dict[str, Any]) -> Page:
    """Return a page of all periods: when something is due is no secret."""
    wanted = {name: asked[name] for name in ("template", "owner_id") if asked.get(name)}
    found = page(tx, "periods", wanted, [("_id", 1)], limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Period, document))


def template_page(tx: Tx, asked: dict[str, Any]) -> Page:
    """Return a page of the forms, old ones included."""
    found = page(tx, "templates", {}, [("_id", 1)], limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Template, document))


def template_on(tx: Tx, code: str, day: dt.date) -> Template | None:
    """Return the form of a code in force on a day."""
    on = day.isoformat()
    still = {"$or": [{"valid_to": None}, {"valid_to": {"$gte": on}}]}
    wanted: dict[str, Any] = {"code": {"$eq": code}, "valid_from": {"$lte": on}, **still}
    newest = [("valid_from", DESCENDING)]
    found = tx.db["templates"].find_one(wanted, sort=newest, session=tx.session)
    return aggregate_of(Template, found) if found else None


def any_requirement(tx: Tx, directive_id: str) -> Requirement | None:
    """Return some requirement of a directive: they all have the same issuer."""
    found = tx.db["requirements"].find_one({"directive_id": {"$eq": directive_id}}, session=tx.session)
    return aggregate_of(Requirement, found) if found else None


def requirements_of(tx: Tx, agency_id: str) -> list[Requirement]:
    """Return everything an agency owes; a few dozen at most."""
    found = tx.db["requirements"].find({"agency_id": agency_id}, session=tx.session)
    return [aggregate_of(Requirement, row) for row in found]


def paths_of(tx: Tx, agency_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the agencies above each of the given ones."""
    found = tx.db["agencies"].find({"_id": {"$in": list(agency_ids)}}, {"path": 1}, session=tx.session)
    return {agency["_id"]: tuple(agency["path"]) for agency in found}


def add(tx: Tx, thing: Any) -> None:
    """Keep a new object."""
    tx.insert(KINDS[type(thing)], document_of(thing))


def add_missing(tx: Tx, things: Sequence[Any]) -> set[str]:
    """Keep those objects of one kind that are not there; return the ids of those."""
    if not things:
        return set()
    added = tx.insert_missing(KINDS[type(things[0])], [document_of(thing) for thing in things])
    return {row["_id"] for row in added}


def replace(tx: Tx, thing: Any) -> None:
    """Keep the next version of an object; raises Refusal `version-mismatch`."""
    tx.replace(KINDS[type(thing)], document_of(thing), thing.version - 1)


def share(tx: Tx, key: str, section: Written) -> None:
    """Keep a shared section for every report of the agency that asks for it."""
    row = {"_id": key, **plain(section)}
    tx.db["shared_sections"].replace_one({"_id": key}, row, upsert=True, session=tx.session)


def shared(tx: Tx, keys: Sequence[str]) -> tuple[Written, ...]:
    """Return the shared sections that have been written."""
    found = tx.db["shared_sections"].find({"_id": {"$in": list(keys)}}, session=tx.session)
    return tuple(aggregate_of(Written, row) for row in found)
