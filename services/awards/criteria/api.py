"""The routes of sets of criteria."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.awards.criteria import schemas, store, usecases
from services.awards.criteria.domain import CriteriaSet

blueprint = Blueprint(
    "criteria-sets", __name__, url_prefix="/v1/criteria-sets", description="What a campaign is measured by"
)


@blueprint.route("", methods=["POST"])
@requires("award-secretary")
@command(schemas.DraftCriteria, schemas.CriteriaSetView, status=201)
def draft(tx: Tx, ctx: Context, body: dict[str, Any]) -> CriteriaSet:
    """Draft the criteria of a campaign."""
    return usecases.draft(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.CriteriaSetView, args=schemas.CriteriaArgs, page=True)
def list_sets(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List what was published, and drafts that concern one's agency."""
    return store.listed(tx, ctx, args)


@blueprint.route("/<criteria_set_id>", methods=["GET"])
@requires()
@query(schemas.CriteriaSetView)
def read(tx: Tx, ctx: Context, args: dict[str, Any], criteria_set_id: str) -> CriteriaSet | None:
    """Read a set."""
    return store.visible(tx, ctx, criteria_set_id)


@blueprint.route("/<criteria_set_id>", methods=["PATCH"])
@requires("award-secretary")
@command(schemas.EditCriteria, schemas.CriteriaSetView, target=store.visible, key=False)
def edit(tx: Tx, ctx: Context, body: dict[str, Any], criteria_set: CriteriaSet) -> CriteriaSet:
    """Change a draft; what is published stays, and a change is a new set."""
    return usecases.edit(tx, ctx, body, criteria_set)


@blueprint.route("/<criteria_set_id>/publish", methods=["POST"])
@requires("leader")
@command(schemas.PublishCriteria, schemas.CriteriaSetView, target=store.visible)
def publish(tx: Tx, ctx: Context, body: dict[str, Any], criteria_set: CriteriaSet) -> CriteriaSet:
    """Put a set in force for a campaign of one's own agency."""
    return usecases.publish(tx, ctx, body, criteria_set)
