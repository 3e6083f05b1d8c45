"""The inbox on the wire."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema


class NotificationArgs(ListArgs):
    """Which notifications."""

    unread = fields.Boolean(
        load_default=None, metadata={"description": "true: only what waits to be looked at"}
    )


class LineView(Schema):
    """One reminder in a digest."""

    rule = fields.String(required=True)
    tone = fields.String(required=True)
    subject_kind = fields.String(required=True)
    subject_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    directive_id = fields.String(required=True, allow_none=True)
    due_on = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)


class MailView(Schema):
    """What became of the mail of a notification."""

    id = fields.String(required=True, attribute="_id")
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class NotificationView(Schema):
    """What an officer is told; `mail` is null when it shares a mail with others."""

    id = fields.String(required=True, attribute="_id")
    version = fields.Integer(required=True)
    template = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    agency_id = fields.String(required=True)
    directive_id = fields.String(required=True, allow_none=True)
    subject_kind = fields.String(required=True)
    subject_id = fields.String(required=True)
    day = fields.String(required=True)
    at = fields.DateTime(required=True)
    unread = fields.Boolean(required=True)
    read_at = fields.DateTime(required=True, allow_none=True)
    acknowledged_at = fields.DateTime(required=True, allow_none=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    lines = fields.List(fields.Nested(LineView), required=True)
    mail = fields.Nested(MailView, required=True, allow_none=True)


class UnreadView(Schema):
    """How much waits to be looked at."""

    unread = fields.Integer(required=True)
