"""The requirements as stored; both parties and those above them may read one (events.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.reports.requirements.domain import Requirement

COLLECTION = "requirements"
INDEXES = {
    COLLECTION: [
        IndexModel([("parties", 1), ("directive_id", 1), ("_id", 1)], name="of_parties"),
        IndexModel([("paths", 1), ("directive_id", 1), ("_id", 1)], name="of_subtree"),
        IndexModel([("agency_id", 1), ("_id", 1)], name="of_agency"),
        IndexModel([("directive_id", 1), ("_id", 1)], name="of_directive"),
        IndexModel([("period_id", 1)], name="of_period"),
    ]
}
STANDING = ["submitted", "accepted"]
FILTERS = ("directive_id", "agency_id", "report_to_id", "template", "period_id", "submission_status")


def by_id(tx: Tx, requirement_id: str) -> Requirement | None:
    """Return a requirement whoever asks; for steps that have checked who may see its report."""
    found: dict[str, Any] | None = tx.db[COLLECTION].find_one({"_id": requirement_id}, session=tx.session)
    return aggregate_of(Requirement, found) if found else None


def visible(tx: Tx, ctx: Context, requirement_id: str) -> Requirement | None:
    """Return a requirement that the actor is a party to, or that lies below it."""
    wanted = {"$and": [{"_id": requirement_id}, ctx.scope.filter()]}
    found: dict[str, Any] | None = tx.db[COLLECTION].find_one(wanted, session=tx.session)
    return aggregate_of(Requirement, found) if found else None


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the requirements the actor may see."""
    wanted = [ctx.scope.filter(), *({name: asked[name]} for name in FILTERS if asked.get(name))]
    if asked.get("open") is not None:
        wanted.append({"submission_status": {"$nin" if asked["open"] else "$in": STANDING}})
    order = [("_id", 1)]
    found = page(tx, COLLECTION, {"$and": wanted}, order, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Requirement, document))


def any_of(tx: Tx, directive_id: str) -> Requirement | None:
    """Return some requirement of a directive: they all have the same issuer."""
    found = tx.db[COLLECTION].find_one({"directive_id": {"$eq": directive_id}}, session=tx.session)
    return aggregate_of(Requirement, found) if found else None


def add_missing(tx: Tx, made: Sequence[Requirement]) -> list[Requirement]:
    """Keep those requirements that are not there; return them."""
    added = tx.insert_missing(COLLECTION, [document_of(requirement) for requirement in made])
    new = {row["_id"] for row in added}
    return [requirement for requirement in made if requirement.id in new]


def replace(tx: Tx, requirement: Requirement) -> None:
    """Keep the next version of a requirement; raises Refusal `version-mismatch`."""
    tx.replace(COLLECTION, document_of(requirement), requirement.version - 1)


def moved(tx: Tx, agency_id: str, path: Sequence[str]) -> list[Requirement]:
    """Note where an agency stands; return, as it was, what it owes from where it stood before."""
    wanted = {"agency_id": agency_id, "agency_path": {"$ne": list(path)}}
    found = [aggregate_of(Requirement, row) for row in tx.db[COLLECTION].find(wanted, session=tx.session)]
    tx.db[COLLECTION].update_many(wanted, {"$set": {"agency_path": list(path)}}, session=tx.session)
    return found


def owe_to(tx: Tx, period_id: str, receiver_id: str, path: Sequence[str]) -> None:
    """Note who gets the reports of a period, in one statement for whoever owes one."""
    receiver = {"$literal": receiver_id}
    named = {
        "report_to_id": receiver,
        "parties": [receiver, "$agency_id"],
        "paths": {"$setUnion": ["$agency_path", {"$literal": list(path)}]},
        "version": {"$add": ["$version", 1]},
    }
    tx.db[COLLECTION].update_many({"period_id": period_id}, [{"$set": named}], session=tx.session)
