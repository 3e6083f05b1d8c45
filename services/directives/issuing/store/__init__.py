"""The directives as stored, and every query about them; each takes the scope of who asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.text import fold
from chassis.transaction import Tx
from services.directives.issuing.domain import Directive

# Drafts and signed documents stay inside their agency; what another has got is issued.
OUT = ["issued"]
NUMBERED = {"number": {"$type": "number"}}
WORD = re.compile(r"\w+")
LATEST = 20

INDEXES: dict[str, list[IndexModel]] = {
    "directives": [
        IndexModel(
            [("agency_id", 1), ("year", 1), ("number", 1), ("notation", 1)],
            name="number_once",
            unique=True,
            partialFilterExpression=NUMBERED,
        ),
        IndexModel([("agency_id", 1), ("status", 1), ("_id", DESCENDING)], name="of_agency"),
        IndexModel([("public", 1), ("status", 1), ("_id", DESCENDING)], name="published"),
        IndexModel([("issuer_path", 1), ("status", 1), ("_id", DESCENDING)], name="of_subtree"),
        IndexModel([("symbol", 1), ("issued_on", 1)], name="cited"),
        IndexModel([("words", ASCENDING)], name="words"),
    ],
    "recipient_chunks": [IndexModel([("directive_id", 1), ("chunk", 1), ("_id", 1)], name="in_order")],
    "groups": [IndexModel([("folded_names", 1)], name="named")],
}


def by_id(tx: Tx, directive_id: str) -> Directive | None:
    """Return a directive whoever asks; for handlers and for steps that have checked who may see it."""
    found: dict[str, Any] | None = tx.db["directives"].find_one({"_id": directive_id}, session=tx.session)
    return aggregate_of(Directive, found) if found else None


def own(tx: Tx, ctx: Context, directive_id: str) -> Directive | None:
    """Return a directive of the actor's agency, the only ones it may act upon."""
    directive = by_id(tx, directive_id)
    return directive if directive and directive.agency_id == ctx.actor.agency_id else None


def stand(tx: Tx, agency_id: str, path: Sequence[str]) -> None:
    """Let what an agency wrote lie where the agency stands; a version does not tell where something lies."""
    elsewhere = {"agency_id": agency_id, "issuer_path": {"$ne": list(path)}}
    now = {"$set": {"issuer_path": list(path)}}
    tx.db["directives"].update_many(elsewhere, now, session=tx.session)


def visible(tx: Tx, ctx: Context, directive_id: str) -> Directive | None:
    """Return a directive the actor may read (events.md §5)."""
    directive = by_id(tx, directive_id)
    return directive if directive and sees(tx, ctx, directive) else None


def sees(tx: Tx, ctx: Context, directive: Directive) -> bool:
    """Tell whether the actor may read it: the issuer, a recipient, a monitor above, all if public."""
    if directive.agency_id in ctx.scope.agency_ids:
        return True
    if directive.status not in OUT:
        return False
    return (
        directive.public
        or not monitored(ctx).isdisjoint(directive.issuer_path)
        or _got(tx, ctx, directive.id)
    )


def monitored(ctx: Context) -> frozenset[str]:
    """Return the agencies below which the actor reads all that went out."""
    return ctx.scope.subtree_ids if "monitor" in ctx.actor.roles else frozenset()


def _got(tx: Tx, ctx: Context, directive_id: str) -> bool:
    rows = [f"{directive_id}:{agency_id}" for agency_id in sorted(ctx.scope.agency_ids)]
    return tx.db["dispatches"].find_one({"_id": {"$in": rows}}, session=tx.session) is not None


def number_taken(tx: Tx, directive: Directive, number: int, year: int) -> bool:
    """Tell whether the agency used this number with this notation in the year."""
    same = {"agency_id": directive.agency_id, "year": year, "number": number, "notation": directive.notation}
    return tx.db["directives"].find_one(same, session=tx.session) is not None


def add(tx: Tx, directive: Directive) -> None:
    """Keep a new directive."""
    tx.insert("directives", _document(directive))


def add_missing(tx: Tx, directive: Directive) -> bool:
    """Keep a draft that an event asks for; tell whether it was not there."""
    return bool(tx.insert_missing("directives", [_document(directive)]))


def latest(tx: Tx, agency_id: str) -> list[Directive]:
    """Return the last documents an agency has issued, the newest first: they show how it writes."""
    wanted = {"agency_id": {"$eq": agency_id}, "status": {"$in": OUT}}
    found = tx.db["directives"].find(wanted, session=tx.session).sort("_id", DESCENDING).limit(LATEST)
    return [aggregate_of(Directive, document) for document in found]


def replace(tx: Tx, directive: Directive, expected_version: int) -> None:
    """Keep the next version of a directive; raises Refusal `version-mismatch`."""
    tx.replace("directives", _document(directive), expected_version)


def _document(directive: Directive) -> dict[str, Any]:
    words = words_of(f"{directive.subject or ''} {directive.symbol or ''} {directive.notation or ''}")
    return document_of(directive) | {"words": words}


def words_of(text: str) -> list[str]:
    """Return the folded words by which a text is found."""
    return sorted(set(WORD.findall(fold(text))))
