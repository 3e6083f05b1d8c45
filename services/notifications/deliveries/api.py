"""The routes of deliveries: what became of mails, and trying one again."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.errors import Refusal
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.notifications.deliveries import store
from services.notifications.deliveries.domain import REPEATABLE
from services.notifications.deliveries.schemas import DeliveryArgs, DeliveryView

blueprint = Blueprint("deliveries", __name__, url_prefix="/v1/deliveries", description="What became of mails")


@blueprint.route("", methods=["GET"])
@requires()
@query(DeliveryView, args=DeliveryArgs, page=True)
def list_deliveries(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List mails to oneself, for an administrator those to its agency, the newest first."""
    return store.listed(tx, ctx, args)


@blueprint.route("/<delivery_id>", methods=["GET"])
@requires()
@query(DeliveryView)
def read_delivery(tx: Tx, ctx: Context, args: dict[str, Any], delivery_id: str) -> dict[str, Any] | None:
    """Show a mail."""
    return store.visible_delivery(tx, ctx, delivery_id)


@blueprint.route("/<delivery_id>/repeat", methods=["POST"])
@requires("admin")
@command(None, DeliveryView, target=store.of_own_agency)
def repeat(tx: Tx, ctx: Context, body: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Try a mail again that ended without being sent."""
    before = store.delivery_of(found)
    if before.state not in REPEATABLE:
        raise Refusal("invalid-state")
    after = before.repeat(ctx.now)
    tx.audit(ctx, kind="delivery", object_id=before.id, action="repeat", version=after.version)
    changed = store.put(tx, before, after)
    if changed is None:
        raise Refusal("version-mismatch")
    return changed
