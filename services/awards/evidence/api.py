"""The route of evidence: what one's agency may cite, or has accepted."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, query
from chassis.transaction import Tx
from services.awards.evidence import schemas
from services.awards.evidence.store import EVIDENCE
from services.awards.store import party

blueprint = Blueprint(
    "evidence",
    __name__,
    url_prefix="/v1/evidence",
    description="Accepted reports, which nominations cite",
)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.EvidenceView, args=schemas.EvidenceArgs, page=True)
def list_evidence(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the accepted reports that one's agency handed in or received."""
    return EVIDENCE.page(tx, args, party(ctx))
