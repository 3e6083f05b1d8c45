"""How a directive arrives: each recipient of a dispatched chunk gets its row, and the world is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from chassis.context import Context
from chassis.events import Event
from chassis.projections import follow_agency, paths_above, paths_of, standing
from chassis.transaction import Tx
from services.directives.dispatch import store
from services.directives.dispatch.domain import CODES, Dispatch, DocumentsArrived, dispatch_id
from services.directives.issuing import store as directives


def on_directive_dispatched(tx: Tx, event: Event) -> None:
    """Put the directive with every recipient of the chunk; repeating it changes nothing."""
    chunk = event.data
    directive = directives.by_id(tx, chunk["directive_id"])
    written = {"type": directive.type, "subject": directive.subject} if directive else {}
    above = standing(tx, [chunk["issuer_id"], *(r["agency_id"] for r in chunk["recipients"])])
    rows = [_row(event, recipient, above, written) for recipient in chunk["recipients"]]
    if store.add_missing(tx, rows):
        ctx = Context.caused_by(event, agency_id=chunk["issuer_id"])
        tx.publish(_arrived(chunk), ctx)
        tx.audit(ctx, kind="recipient-chunk", object_id=event.subject, action="arrive", version=1)


def _row(
    event: Event,
    recipient: Mapping[str, Any],
    above: Mapping[str, tuple[str, ...]],
    written: Mapping[str, str | None],
) -> Dispatch:
    chunk, agency_id = event.data, recipient["agency_id"]
    parties = (chunk["issuer_id"], agency_id)
    return Dispatch(
        id=dispatch_id(chunk["directive_id"], agency_id),
        version=1,
        directive_id=chunk["directive_id"],
        issuer_id=chunk["issuer_id"],
        agency_id=agency_id,
        purpose=recipient["purpose"],
        binding=recipient["binding"],
        status="arrived",
        code=CODES["arrived"],
        symbol=chunk["symbol"],
        type=written.get("type"),
        subject=written.get("subject"),
        issued_on=dt.date.fromisoformat(chunk["issued_on"]),
        campaign_id=chunk["campaign_id"],
        parties=parties,
        paths=paths_above(parties, above),
        arrived_at=event.time,
        created_at=event.time,
        created_by="system",
    )


def _arrived(chunk: Mapping[str, Any]) -> DocumentsArrived:
    return DocumentsArrived(
        directive_id=chunk["directive_id"],
        chunk=chunk["chunk"],
        agency_id=chunk["issuer_id"],
        occurred_on=dt.date.fromisoformat(chunk["issued_on"]),
        campaign_id=chunk["campaign_id"],
        issuer_id=chunk["issuer_id"],
        agency_ids=tuple(recipient["agency_id"] for recipient in chunk["recipients"]),
    )


def on_agency_changed(tx: Tx, event: Event) -> None:
    """Keep the agency, and let what it wrote, sent or got lie where it stands now."""
    before = paths_of(tx, [event.subject])
    follow_agency(tx, event, "tasks")
    if (now := paths_of(tx, [event.subject])) != before:
        store.lay(tx, event.subject)
    directives.stand(tx, event.subject, now.get(event.subject, ()))


SUBSCRIPTIONS = {
    "agency-changed.v1": on_agency_changed,
    "directive-dispatched.v1": on_directive_dispatched,
}
