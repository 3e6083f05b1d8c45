"""Documents that other services ask for by an event: a decision on awards becomes a draft, once per event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chassis.context import Context, Scope
from chassis.events import Event, derived_id
from chassis.transaction import Tx
from services.directives.issuing import store
from services.directives.issuing.domain import (
    Addressee,
    Commission,
    Manner,
    Origin,
    Reference,
    commissioned,
    notation_like,
)
from services.directives.issuing.store import audience


def on_award_decision_prepared(tx: Tx, event: Event) -> None:
    """Draft the decision in its authority's name; the id follows from the event, so repeating makes none."""
    asked = event.data
    wanted, agency_id = asked["document"], asked["authority_id"]
    ctx = _in_the_name_of(event, agency_id)
    commission = Commission(
        directive_id=derived_id(event.id, "directive"),
        agency_id=agency_id,
        issuer_path=audience.path_of(tx, agency_id),
        type=wanted["type"],
        subject_code=wanted["subject_code"],
        campaign_id=asked["campaign_id"],
        origin=Origin(service="awards", id=asked["decision_id"]),
        at=event.time,
    )
    refs = tuple(_bases(tx, ctx, wanted["based_on"]))
    manner = _manner(tx, agency_id, wanted["type"])
    draft = commissioned.draft(commission, manner, refs, _addressees(tx, wanted["recipient_ids"]))
    if store.add_missing(tx, draft):
        tx.audit(ctx, kind="directive", object_id=draft.id, action="draft", version=draft.version)


def _in_the_name_of(event: Event, agency_id: str) -> Context:
    """Return the context of a system step that reads what the agency may read."""
    return replace(Context.caused_by(event, agency_id), scope=Scope(frozenset({agency_id})))


def _bases(tx: Tx, ctx: Context, ids: Sequence[str]) -> Iterator[Reference]:
    """Yield the documents it rests on as they are cited; one the agency has not got is left to a person."""
    for directive_id in ids:
        base = store.visible(tx, ctx, directive_id)
        if base is not None and base.symbol is not None:
            yield Reference(
                relation="based-on",
                symbol=base.symbol,
                date=base.issued_on,
                issuer=_name(tx, base.agency_id),
                resolved_id=base.id,
            )


def _manner(tx: Tx, agency_id: str, document_type: str) -> Manner:
    """Return notation and place as the agency's latest documents have them, one of the same type first."""
    latest = sorted(store.latest(tx, agency_id), key=lambda one: one.type != document_type)
    if not latest:
        return Manner()
    notation = notation_like(document_type, latest[0].type, latest[0].notation or "")
    return Manner(notation=notation, place=latest[0].place)


def _addressees(tx: Tx, ids: Sequence[str]) -> list[Addressee]:
    return [Addressee(agency_id=id, name=_name(tx, id) or "Cơ quan đề nghị khen thưởng") for id in ids]


def _name(tx: Tx, agency_id: str) -> str | None:
    agency = tx.get("agencies", agency_id)
    return agency["name"] if agency else None


SUBSCRIPTIONS = {"award-decision-prepared.v1": on_award_decision_prepared}
