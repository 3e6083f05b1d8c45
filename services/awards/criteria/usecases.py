"""The steps of a set of criteria: draft, edit, publish."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.awards.catalogue.store import law_on
from services.awards.criteria import store
from services.awards.criteria.domain import CriteriaSet, Publishing, checked
from services.awards.criteria.store import CRITERIA
from services.awards.evidence.citing import known_campaign
from services.awards.store import path_of


def draft(tx: Tx, ctx: Context, body: dict[str, Any]) -> CriteriaSet:
    """Draft the criteria of a campaign that the actor's agency or one above it launched."""
    campaign = known_campaign(tx, body["campaign_id"])
    own = ctx.actor.agency_id
    if campaign.issuer_id not in (own, *path_of(tx, own)):
        raise Refusal("unknown-reference", "/campaign_id")
    made = CriteriaSet(
        id=new_id(),
        version=1,
        agency_id=own,
        campaign_id=campaign.id,
        issuer_id=campaign.issuer_id,
        criteria=checked(body["criteria"], law_on(tx, ctx.today)),
        author_ids=(ctx.actor.officer_id,),
        parties=tuple(dict.fromkeys((own, campaign.issuer_id))),
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
    )
    CRITERIA.add(tx, made)
    _record(tx, ctx, made, "draft")
    return made


def edit(tx: Tx, ctx: Context, body: dict[str, Any], criteria_set: CriteriaSet) -> CriteriaSet:
    """Replace the criteria of a draft of one's own agency."""
    _require_agency(ctx, criteria_set.agency_id)
    criteria = checked(body["criteria"], law_on(tx, ctx.today))
    return _kept(tx, ctx, criteria_set.edit(ctx.actor.officer_id, criteria), "edit")


def publish(tx: Tx, ctx: Context, body: dict[str, Any], criteria_set: CriteriaSet) -> CriteriaSet:
    """Put a set in force as a leader of the campaign's issuer; the one before it retires."""
    _require_agency(ctx, criteria_set.issuer_id)
    day, _ = ctx.business_date(body.get("published_on"), "/published_on")
    before = store.in_force(tx, criteria_set.campaign_id)
    edition = (before.edition or 0) + 1 if before else 1
    published, event = criteria_set.publish(
        Publishing(officer_id=ctx.actor.officer_id, day=day, edition=edition)
    )
    if before:
        _kept(tx, ctx, before.retire(), "retire")
    tx.publish(event, ctx)
    return _kept(tx, ctx, published, "publish")


def _require_agency(ctx: Context, agency_id: str) -> None:
    if ctx.actor.agency_id != agency_id:
        raise Refusal("forbidden")


def _kept(tx: Tx, ctx: Context, criteria_set: CriteriaSet, action: str) -> CriteriaSet:
    CRITERIA.replace(tx, criteria_set)
    _record(tx, ctx, criteria_set, action)
    return criteria_set


def _record(tx: Tx, ctx: Context, criteria_set: CriteriaSet, action: str) -> None:
    tx.audit(ctx, kind="criteria-set", object_id=criteria_set.id, action=action, version=criteria_set.version)
