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
        IndexModel([(field, 1), ("submission_status", 1), ("_id", 1)], name=name)
        for field, name in (
            ("parties", "of_parties"),
            ("paths", "of_subtree"),
            ("agency_id", "of_agency"),
            ("report_to_id", "of_receiver"),
            ("period_id", "of_period"),
        )
    ]
}
STANDING: list[str | None] = ["submitted", "accepted"]
OWED: list[str | None] = [None, "draft", "returned"]
FILTERS = ("agency_id", "report_to_id", "template", "period_id")


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
    chosen = [{name: {"$eq": asked[name]}} for name in FILTERS if asked.get(name)]
    if asked.get("directive_id"):
        chosen.append(_of_directive(asked["directive_id"]))
    wanted = [ctx.scope.filter(), {"submission_status": {"$in": _states(asked)}}, *chosen]
    order = [("_id", 1)]
    found = page(tx, COLLECTION, {"$and": wanted}, order, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Requirement, document))


def _states(asked: dict[str, Any]) -> list[str | None]:
    """Return the states asked for, each by name: the server merges their ranges of an index in its order.

    With none named it would sort everything in the scope.
    """
    states = {None: [*OWED, *STANDING], True: OWED, False: STANDING}[asked.get("open")]
    return [one for one in states if asked.get("submission_status") in (None, one)]


def _of_directive(directive_id: str) -> dict[str, Any]:
    """Return the filter of a directive's requirements: their ids begin with its id."""
    return {"_id": {"$gte": f"{directive_id}:", "$lt": f"{directive_id};"}}


def any_of(tx: Tx, directive_id: str) -> Requirement | None:
    """Return some requirement of a directive: they all have the same issuer."""
    found = tx.db[COLLECTION].find_one(_of_directive(directive_id), session=tx.session)
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
