"""Requests and answers about decisions."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from chassis.requests import ListArgs, Schema
from services.awards.schemas import day, one_of, record_id

# The event that tells of a decision's awards must stay within 64 KiB.
MOST_NOMINATIONS = 200


class OpenDecision(Schema):
    """The nominations one document is to commend."""

    nomination_ids = fields.List(
        record_id(), required=True, validate=validate.Length(min=1, max=MOST_NOMINATIONS)
    )

    @validates("nomination_ids")
    def once(self, ids: list[str], **_: Any) -> None:
        """Refuse a nomination that stands twice."""
        if len(set(ids)) < len(ids):
            raise ValidationError("A nomination stands twice.")


class PrepareDecision(Schema):
    """The day of preparation, today unless said."""

    prepared_on = day()


class DecisionView(OpenDecision):
    """A decision as its authority sees it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    authority_id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    type = fields.String(required=True)
    form = fields.String(required=True)
    prepared_on = fields.Date(required=True, allow_none=True)
    directive_id = fields.String(required=True, allow_none=True)
    symbol = fields.String(required=True, allow_none=True)
    decided_on = fields.Date(required=True, allow_none=True)
    status = fields.String(required=True)


class DecisionArgs(ListArgs):
    """Filters of the decisions."""

    campaign_id = fields.String(load_default=None)
    status = one_of(("open", "prepared", "decided"), load_default=None)
