"""The agency tree, the groups and the frozen recipients as stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.documents import plain
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.issuing.domain import Agency, Recipient, Rule, Tree, in_chunks

SHAPE = {"kind": 1, "level": 1, "parent_id": 1, "path": 1}


def tree_on(tx: Tx, day: dt.date) -> Tree:
    """Return the agencies in force on a day, and the groups."""
    return _tree(tx, day, _in_force(day))


def tree_of_all(tx: Tx, day: dt.date) -> Tree:
    """Return all agencies, in force or not: good for proposals while the legal dates are unknown."""
    return _tree(tx, day, {})


def _tree(tx: Tx, day: dt.date, wanted: Mapping[str, Any]) -> Tree:
    agencies = (_agency(found) for found in tx.db["agencies"].find(wanted, SHAPE, session=tx.session))
    return Tree(on=day, agencies={agency.id: agency for agency in agencies}, groups=groups(tx))


def groups(tx: Tx) -> dict[str, Rule]:
    """Return the rule of every group."""
    return {found["_id"]: _rule(found["rule"]) for found in tx.db["groups"].find(session=tx.session)}


def _in_force(day: dt.date) -> dict[str, Any]:
    on = day.isoformat()
    return {"valid_from": {"$lte": on}, "$or": [{"valid_to": None}, {"valid_to": {"$gte": on}}]}


def _agency(found: Mapping[str, Any]) -> Agency:
    return Agency(
        id=found["_id"],
        kind=found["kind"],
        level=found["level"],
        parent_id=found["parent_id"],
        path=tuple(found["path"]),
    )


def _rule(rule: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=rule.get("kind"),
        parent_id=rule.get("parent_id"),
        level=rule.get("level"),
        include=frozenset(rule.get("include") or ()),
        exclude=frozenset(rule.get("exclude") or ()),
    )


def tree_version(tx: Tx, day: dt.date) -> str:
    """Name the state of tree and groups on a day, without reading it: counts and versions only grow.

    Two days with one name have the same agencies in force: none began or ended between them.
    """
    on = day.isoformat()
    counted = {
        "_id": None,
        "known": {"$sum": 1},
        "versions": {"$sum": "$ver"},
        "begun": {"$sum": {"$cond": [{"$lte": ["$valid_from", on]}, 1, 0]}},
        "ended": {
            "$sum": {"$cond": [{"$and": [{"$ne": ["$valid_to", None]}, {"$lt": ["$valid_to", on]}]}, 1, 0]}
        },
    }
    return ":".join(_counted(tx, "agencies", counted) + _counted(tx, "groups", counted))


def _counted(tx: Tx, collection: str, counted: Mapping[str, Any]) -> list[str]:
    found = list(tx.db[collection].aggregate([{"$group": counted}], session=tx.session))
    names = ("known", "versions", "begun", "ended")
    return [str(found[0][name]) if found else "0" for name in names]


def path_of(tx: Tx, agency_id: str) -> tuple[str, ...]:
    """Return the ancestors of an agency, from the root to its parent."""
    found = tx.get("agencies", agency_id)
    return tuple(found["path"]) if found else ()


def known(tx: Tx, collection: str, ids: Collection[str]) -> set[str]:
    """Return those of `ids` that exist in agencies or groups."""
    found = tx.db[collection].find({"_id": {"$in": sorted(ids)}}, {"_id": 1}, session=tx.session)
    return {document["_id"] for document in found}


def named(tx: Tx, collection: str, folded: Collection[str]) -> list[dict[str, Any]]:
    """Return the agencies or groups one of whose names or aliases reads so when folded."""
    return list(tx.db[collection].find({"folded_names": {"$in": sorted(folded)}}, session=tx.session))


def freeze(tx: Tx, directive_id: str, recipients: Sequence[Recipient]) -> None:
    """Keep the recipients in chunks of 500, in place of those kept before."""
    tx.db["recipient_chunks"].delete_many({"directive_id": directive_id}, session=tx.session)
    chunks = in_chunks(recipients)
    rows = [
        {
            "_id": f"{directive_id}:{number}",
            "directive_id": directive_id,
            "chunk": number,
            "of": len(chunks),
            "recipients": plain(chunk),
        }
        for number, chunk in enumerate(chunks, 1)
    ]
    if rows:
        tx.db["recipient_chunks"].insert_many(rows, session=tx.session)


def frozen(tx: Tx, directive_id: str) -> list[Recipient]:
    """Return the recipients as frozen, in their order."""
    rows = tx.db["recipient_chunks"].find({"directive_id": directive_id}, session=tx.session).sort("chunk", 1)
    return [Recipient(**recipient) for row in rows for recipient in row["recipients"]]


def chunk_page(tx: Tx, directive_id: str, asked: Mapping[str, Any]) -> Page:
    """Return a page of the chunks of a directive."""
    wanted = {"directive_id": {"$eq": directive_id}}
    return page(tx, "recipient_chunks", wanted, [("chunk", 1)], limit=asked["limit"], cursor=asked["cursor"])
