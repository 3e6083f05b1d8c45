"""Taking a document in: from an arrival, which makes the agency's tasks, or from paper."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.directives.books import store as books
from services.directives.dispatch import store as dispatches
from services.directives.dispatch.domain import Dispatch
from services.directives.issuing import store as directives
from services.directives.register import store
from services.directives.register.domain import IncomingEntry, doubts
from services.directives.tasks.usecases import assign_tasks

KIND = "incoming"


def register_arrival(tx: Tx, ctx: Context, body: dict[str, Any], dispatch: Dispatch) -> IncomingEntry:
    """Register a directive that arrived: entry, acceptance and tasks in one; its agency's clerk only."""
    if dispatch.agency_id != ctx.actor.agency_id:
        raise Refusal("forbidden")
    written = {
        "channel": "internal",
        "directive_id": dispatch.directive_id,
        "document_symbol": dispatch.symbol,
        "document_date": dispatch.issued_on,
        "issuer": (tx.get("agencies", dispatch.issuer_id) or {}).get("name"),
        "issuer_id": dispatch.issuer_id,
        "type": dispatch.type,
        "subject": dispatch.subject,
        "campaign_id": dispatch.campaign_id,
    }
    accepted = dispatch.accept()
    directive = directives.by_id(tx, dispatch.directive_id)
    if directive is None:
        raise Refusal("not-found")
    entry = _enter(tx, ctx, body | written)
    dispatches.replace(tx, accepted)
    tasks = assign_tasks(tx, ctx, directive, dispatch, entry.arrived_on)
    tx.publish(entry.registered(sum(task.status != "dormant" for task in tasks)), ctx)
    tx.audit(ctx, kind="dispatch", object_id=accepted.id, action="accept", version=accepted.version)
    return entry


def register_paper(tx: Tx, ctx: Context, body: dict[str, Any]) -> IncomingEntry:
    """Register a document that came on paper; it has no dispatch and makes no tasks. Never a secret one."""
    if body.pop("secrecy") != "none":
        raise Refusal("secrecy-refused", "/secrecy")
    issuer_id = body.get("issuer_id")
    if issuer_id and tx.get("agencies", issuer_id) is None:
        raise Refusal("unknown-reference", "/issuer_id")
    entry = _enter(tx, ctx, body | {"channel": "paper", "directive_id": None, "campaign_id": None})
    tx.publish(entry.registered(0), ctx)
    return entry


def _enter(tx: Tx, ctx: Context, said: dict[str, Any]) -> IncomingEntry:
    """Take the number and write the line. All checks come before the number is taken."""
    agency_id = ctx.actor.agency_id
    arrived_on, backdated = ctx.business_date(said.pop("arrived_on"), "/arrived_on")
    overrides = {override["code"]: override["reason"] for override in said.pop("overrides")}
    warnings = doubts(arrived_on, said["document_date"], said["annotations"], overrides)
    _refuse_other_book(tx, agency_id, said["book"], arrived_on.year)
    entry = IncomingEntry(
        id=new_id(),
        version=1,
        agency_id=agency_id,
        year=arrived_on.year,
        arrival_number=books.next_number(tx, agency_id, said["book"], arrived_on.year),
        arrived_on=arrived_on,
        backdated=backdated,
        received_at=ctx.now,
        status="registered",
        warnings=warnings,
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
        **{"due_on": None, "note": None, **said},
    )
    store.add(tx, entry)
    reason = "; ".join(warned.reason for warned in warnings if warned.reason) or None
    tx.audit(ctx, kind=KIND, object_id=entry.id, action="register", version=1, reason=reason)
    return entry


def _refuse_other_book(tx: Tx, agency_id: str, code: str, year: int) -> None:
    """Refuse a book of documents out: numbers in and out are two series (Decree 30/2020, article 22)."""
    for book in books.of_year(tx, agency_id, year):
        if book.code == code and not book.takes_arrivals:
            raise Refusal("book-not-for-arrivals", "/book", book=code)
