"""Published awards, asked of the awards service: names stay with it and are in no event (events.md §1)."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields

from chassis.errors import Refusal
from chassis.pages import Page
from chassis.schemas import Schema
from services.portal.calls.client import ServiceAway, read

ROWS = 50


class Answer(Schema):
    """What another service answers; it may say more than is read here."""

    class Meta:
        """Leave aside what is not read."""

        unknown = EXCLUDE


class Award(Answer):
    """What everybody may know of an award."""

    id = fields.String(required=True)
    subject_kind = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    position = fields.String(required=True, allow_none=True)
    achievement = fields.String(required=True)
    form = fields.String(required=True)
    symbol = fields.String(required=True)
    decided_on = fields.Date(required=True)
    published_on = fields.Date(required=True)


class Awards(Answer):
    """A page of awards."""

    items = fields.List(fields.Nested(Award), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


def newest(cursor: str | None = None) -> Page:
    """Return a page of published awards, the latest first.

    Raises Rejected `invalid-input` for a cursor that is not the awards service's, ServiceAway while it does
    not answer; one that knows no such list is not taken for one with an empty list.
    """
    try:
        return Page(**_told(Awards(), limit=ROWS, cursor=cursor))
    except Refusal as refusal:
        raise ServiceAway("awards") from refusal


def one(award_id: str) -> dict[str, Any]:
    """Return a published award; raises Refusal `not-found` when there is none, or ServiceAway."""
    return _told(Award(), award_id)


def _told(schema: Schema, *path: str, **asked: Any) -> dict[str, Any]:
    try:
        told: dict[str, Any] = schema.load(read("awards", "public", "awards", *path, **asked).body)
    except ValidationError as error:
        raise ServiceAway("awards") from error
    return told
