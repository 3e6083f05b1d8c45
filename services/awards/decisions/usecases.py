"""The steps of a decision that people take: open it, have it drafted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import new_id
from chassis.transaction import Tx
from services.awards.catalogue.store import law_on
from services.awards.decisions.domain import Decision, refuse_unfit
from services.awards.decisions.store import DECISIONS
from services.awards.domain import Refused
from services.awards.nominations import store as achievements
from services.awards.nominations.domain.nomination import Nomination
from services.awards.nominations.store import NOMINATIONS


def open_decision(tx: Tx, ctx: Context, body: dict[str, Any]) -> Decision:
    """Open a decision over nominations that were handed in to the actor's agency."""
    nominations = _addressed(tx, ctx, body["nomination_ids"])
    refuse_unfit(ctx.actor.officer_id, nominations)
    first, own = nominations[0], ctx.actor.agency_id
    opened = Decision(
        id=new_id(),
        version=1,
        authority_id=own,
        campaign_id=first.campaign_id,
        type=first.type,
        form=first.form,
        nomination_ids=tuple(nomination.id for nomination in nominations),
        parties=(own,),
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
    )
    DECISIONS.add(tx, opened)
    _record(tx, ctx, opened, "open")
    return opened


def prepare(tx: Tx, ctx: Context, body: dict[str, Any], decision: Decision) -> Decision:
    """Have a decision of one's own agency drafted as a document; its achievements are taken from then on."""
    if decision.authority_id != ctx.actor.agency_id:
        raise Refusal("forbidden")
    day, _ = ctx.business_date(body["prepared_on"], "/prepared_on")
    nominations = NOMINATIONS.several(tx, decision.nomination_ids)
    prepared, event = decision.prepare(ctx.actor.officer_id, day, nominations)
    _take_achievements(tx, prepared, nominations, law_on(tx, day).source("once"))
    tx.publish(event, ctx)
    DECISIONS.replace(tx, prepared)
    _record(tx, ctx, prepared, "prepare")
    return prepared


def _addressed(tx: Tx, ctx: Context, ids: Sequence[str]) -> list[Nomination]:
    """Return the nominations for the actor's agency to decide; absent and foreign ones read alike."""
    found = {one.id: one for one in NOMINATIONS.several(tx, ids)}
    for i, id in enumerate(ids):
        if id not in found or ctx.actor.agency_id not in _authority_of(found[id]):
            raise Refusal("unknown-reference", f"/nomination_ids/{i}")
    return [found[id] for id in ids]


def _authority_of(nomination: Nomination) -> frozenset[str]:
    """A draft is nobody's to decide yet."""
    return frozenset((nomination.authority_id,)) & frozenset(nomination.parties)


def _take_achievements(tx: Tx, decision: Decision, nominations: Sequence[Nomination], source: str) -> None:
    """Commend each achievement once, here and in every other decision."""
    keys: dict[str, str] = {}
    for i, nomination in enumerate(nominations):
        if nomination.achievement_key in keys:
            raise Refused("already-rewarded", f"/nomination_ids/{i}", source=source)
        keys[nomination.achievement_key] = nomination.id
    if achievements.take(tx, decision.id, keys):
        raise Refused("already-rewarded", "/nomination_ids", source=source)


def _record(tx: Tx, ctx: Context, decision: Decision, action: str) -> None:
    tx.audit(ctx, kind="decision", object_id=decision.id, action=action, version=decision.version)
