"""Deliveries on the wire; an address is never among it."""

from __future__ import annotations

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema
from services.notifications.deliveries.domain import STATES


class DeliveryArgs(ListArgs):
    """Which mails."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class DeliveryView(Schema):
    """A mail and what became of it; `reason` says why it was not sent."""

    id = fields.String(required=True, attribute="_id")
    version = fields.Integer(required=True)
    officer_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    notification_id = fields.String(dump_default=None, allow_none=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    tries = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    next_at = fields.DateTime(required=True)
    sent_at = fields.DateTime(required=True, allow_none=True)
