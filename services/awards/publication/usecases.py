"""Making an award known."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.transaction import Tx
from services.awards.catalogue.store import law_on
from services.awards.publication.domain import Award, Publication
from services.awards.publication.store import AWARDS


def publicise(tx: Tx, ctx: Context, body: dict[str, Any], award: Award) -> Award:
    """Make an award known as a publisher of its authority or of a body above it."""
    if ctx.scope.agency_ids.isdisjoint((award.authority_id, *award.paths)):
        raise Refusal("forbidden")
    day, _ = ctx.business_date(body["published_on"], "/published_on")
    publication = Publication(
        officer_id=ctx.actor.officer_id,
        agency_id=ctx.actor.agency_id,
        published_on=day,
        consent=body["consent"],
        outlet=body["outlet"],
        link=body["link"],
    )
    known, event = award.publicise(publication, law_on(tx, day))
    AWARDS.replace(tx, known)
    tx.publish(event, ctx)
    tx.audit(ctx, kind="award", object_id=known.id, action="publicise", version=known.version)
    return known
