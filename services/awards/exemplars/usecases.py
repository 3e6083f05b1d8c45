"""The steps of an exemplar: spot, verify, reject."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.awards.catalogue.store import law_on
from services.awards.evidence.citing import known_campaign, refuse_unaccepted
from services.awards.exemplars.domain import Exemplar, Verdict
from services.awards.exemplars.store import EXEMPLARS
from services.awards.store import agency, seats_of


def spot(tx: Tx, ctx: Context, body: dict[str, Any]) -> Exemplar:
    """Show somebody to a council; reports that are cited must be accepted ones of the actor's agency."""
    day, _ = ctx.business_date(body["spotted_on"], "/spotted_on")
    own, campaign = ctx.actor.agency_id, known_campaign(tx, body["campaign_id"])
    if agency(tx, body["council_id"]) is None:
        raise Refusal("unknown-reference", "/council_id")
    refuse_unaccepted(tx, (own, campaign.id), body["evidence"], law_on(tx, day))
    spotted = Exemplar(
        id=new_id(),
        version=1,
        agency_id=own,
        parties=tuple(dict.fromkeys((own, body["council_id"]))),
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
        **body | {"spotted_on": day, "evidence": tuple(body["evidence"])},
    )
    EXEMPLARS.add(tx, spotted)
    tx.publish(spotted.spotted(), ctx)
    _record(tx, ctx, spotted, "spot")
    return spotted


def verify(tx: Tx, ctx: Context, body: dict[str, Any], exemplar: Exemplar) -> Exemplar:
    """Verify an exemplar as a member of the council it was shown to."""
    day, _ = ctx.business_date(body["verified_on"], "/verified_on")
    verified, event = exemplar.verify(_verdict(tx, ctx, day), law_on(tx, day))
    tx.publish(event, ctx)
    return _kept(tx, ctx, verified, "verify")


def reject(tx: Tx, ctx: Context, body: dict[str, Any], exemplar: Exemplar) -> Exemplar:
    """Reject an exemplar as a member of the council it was shown to."""
    day, _ = ctx.business_date(body["rejected_on"], "/rejected_on")
    rejected = exemplar.reject(_verdict(tx, ctx, day), law_on(tx, day), body["reason"])
    return _kept(tx, ctx, rejected, "reject")


def _verdict(tx: Tx, ctx: Context, day: dt.date) -> Verdict:
    """A member who also holds a seat elsewhere is bound by that seat too, whatever the token says."""
    acting, officer_id = ctx.scope.agency_ids, ctx.actor.officer_id
    seats = acting | seats_of(tx, officer_id, ctx.today)
    return Verdict(officer_id=officer_id, acting_for=acting, seats=seats, day=day)


def _kept(tx: Tx, ctx: Context, exemplar: Exemplar, action: str) -> Exemplar:
    EXEMPLARS.replace(tx, exemplar)
    _record(tx, ctx, exemplar, action)
    return exemplar


def _record(tx: Tx, ctx: Context, exemplar: Exemplar, action: str) -> None:
    tx.audit(ctx, kind="exemplar", object_id=exemplar.id, action=action, version=exemplar.version)
