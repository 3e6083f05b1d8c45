"""The routes of decisions."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.awards.decisions import schemas, usecases
from services.awards.decisions.domain import Decision
from services.awards.decisions.store import DECISIONS
from services.awards.store import party

blueprint = Blueprint(
    "decisions", __name__, url_prefix="/v1/decisions", description="Decisions on awards, until their document"
)


@blueprint.route("", methods=["POST"])
@requires("award-secretary")
@command(schemas.OpenDecision, schemas.DecisionView, status=201)
def open_decision(tx: Tx, ctx: Context, body: dict[str, Any]) -> Decision:
    """Open a decision over nominations that one's agency is to decide."""
    return usecases.open_decision(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.DecisionView, args=schemas.DecisionArgs, page=True)
def list_decisions(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the decisions of one's agency."""
    return DECISIONS.page(tx, args, party(ctx))


@blueprint.route("/<decision_id>", methods=["GET"])
@requires()
@query(schemas.DecisionView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], decision_id: str) -> Decision | None:
    """Read a decision."""
    return DECISIONS.visible(tx, ctx, decision_id)


@blueprint.route("/<decision_id>/prepare", methods=["POST"])
@requires("award-secretary")
@command(schemas.PrepareDecision, schemas.DecisionView, target=DECISIONS.target)
def prepare(tx: Tx, ctx: Context, body: dict[str, Any], decision: Decision) -> Decision:
    """Have a decision drafted as a numbered document in directives."""
    return usecases.prepare(tx, ctx, body, decision)
