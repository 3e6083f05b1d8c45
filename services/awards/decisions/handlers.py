"""What closes a decision or opens it again: its document was issued, or its draft was given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from chassis.context import Context
from chassis.events import Event, derived_id
from chassis.transaction import Tx
from services.awards.decisions.domain import Decision, GivenAward, NumberedDocument
from services.awards.decisions.store import DECISIONS
from services.awards.nominations import store as achievements
from services.awards.nominations.domain.nomination import Nomination
from services.awards.nominations.store import NOMINATIONS
from services.awards.publication import store as awards
from services.awards.publication.domain import Award
from services.awards.store import path_of

OWN = "awards"


def on_directive_issued(tx: Tx, event: Event) -> None:
    """Close the decision whose document this is and give its awards; repeating it changes nothing."""
    decision = _behind(tx, event.data["origin"])
    if decision is None:
        return
    nominations = NOMINATIONS.several(tx, decision.nomination_ids)
    document = NumberedDocument(
        directive_id=event.subject,
        symbol=event.data["symbol"],
        issued_on=dt.date.fromisoformat(event.data["issued_on"]),
    )
    given = [_given(event, nomination) for nomination in nominations]
    closed = decision.decide(document, given)
    if closed is None:
        return
    decided, told = closed
    ctx = Context.caused_by(event, agency_id=decided.authority_id)
    DECISIONS.replace(tx, decided)
    for nomination in nominations:
        NOMINATIONS.replace(tx, nomination.decided(decided.id))
    awards.add_missing(tx, _awards(tx, event, decided, nominations))
    tx.publish(told, ctx)
    _record(tx, ctx, decided, "decide")


def on_directive_draft_discarded(tx: Tx, event: Event) -> None:
    """Open the decision again whose draft was given up, and release what it had taken."""
    decision = _behind(tx, event.data["origin"])
    reopened = decision.reopen(event.subject) if decision else None
    if reopened is None:
        return
    DECISIONS.replace(tx, reopened)
    achievements.give_back(tx, reopened.id)
    _record(tx, Context.caused_by(event, agency_id=reopened.authority_id), reopened, "reopen")


def _behind(tx: Tx, origin: Mapping[str, Any] | None) -> Decision | None:
    """Return the decision a document was drafted for, None when that is not ours."""
    if origin is None or origin["service"] != OWN:
        return None
    return DECISIONS.find(tx, origin["id"])


def _award_id(event: Event, nomination: Nomination) -> str:
    return derived_id(event.id, nomination.id)


def _given(event: Event, nomination: Nomination) -> GivenAward:
    return GivenAward(
        award_id=_award_id(event, nomination),
        nomination_id=nomination.id,
        agency_id=nomination.agency_id,
        subject_kind=nomination.subject.kind,
        form=nomination.form,
    )


def _awards(tx: Tx, event: Event, decision: Decision, nominations: list[Nomination]) -> list[Award]:
    above = path_of(tx, decision.authority_id)
    return [
        Award(
            id=_award_id(event, nomination),
            version=1,
            decision_id=decision.id,
            nomination_id=nomination.id,
            directive_id=event.subject,
            symbol=event.data["symbol"],
            decided_on=dt.date.fromisoformat(event.data["issued_on"]),
            agency_id=nomination.agency_id,
            authority_id=decision.authority_id,
            campaign_id=decision.campaign_id,
            form=decision.form,
            type=decision.type,
            subject=nomination.subject,
            achievement=nomination.achievement,
            confidential=nomination.confidential,
            parties=nomination.parties,
            paths=() if nomination.confidential else above,
            created_at=event.time,
            created_by="system",
        )
        for nomination in nominations
    ]


def _record(tx: Tx, ctx: Context, decision: Decision, action: str) -> None:
    tx.audit(ctx, kind="decision", object_id=decision.id, action=action, version=decision.version)
