"""The routes of the inbox: an officer sees its own notifications and nobody else's."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.notifications.inbox import store, usecases
from services.notifications.inbox.schemas import NotificationArgs, NotificationView, UnreadView

blueprint = Blueprint("inbox", __name__, url_prefix="/v1/notifications", description="What officers are told")


@blueprint.route("", methods=["GET"])
@requires()
@query(NotificationView, args=NotificationArgs, page=True)
def list_notifications(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List one's notifications, the newest first."""
    found = store.listed(tx, ctx, args)
    return Page(usecases.shown(tx, found.items), found.next_cursor)


@blueprint.route("/unread", methods=["GET"])
@requires()
@query(UnreadView)
def count_unread(tx: Tx, ctx: Context, args: dict[str, Any]) -> dict[str, int]:
    """Count what one has not looked at."""
    return {"unread": store.count_unread(tx, ctx)}


@blueprint.route("/<notification_id>", methods=["GET"])
@requires()
@query(NotificationView)
def read_notification(
    tx: Tx, ctx: Context, args: dict[str, Any], notification_id: str
) -> dict[str, Any] | None:
    """Show one of one's notifications; showing it does not mark it as read."""
    found = store.own(tx, ctx, notification_id)
    return usecases.shown(tx, [found])[0] if found else None


@blueprint.route("/<notification_id>/read", methods=["POST"])
@requires()
@command(None, NotificationView, target=store.own)
def read(tx: Tx, ctx: Context, body: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Mark a notification as read."""
    return usecases.read(tx, ctx, found)


@blueprint.route("/<notification_id>/acknowledge", methods=["POST"])
@requires()
@command(None, NotificationView, target=store.own)
def acknowledge(tx: Tx, ctx: Context, body: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Take note of a notification, and of every reminder in it."""
    return usecases.acknowledge(tx, ctx, found)
