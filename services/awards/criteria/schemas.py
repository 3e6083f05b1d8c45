"""Requests and answers about sets of criteria."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema, Text
from services.awards.criteria.domain import Criterion
from services.awards.schemas import Part, day, one_of, record_id

CODE = validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,59}$")


def points(most: int) -> fields.Integer:
    """Return a field that takes a whole number from 1."""
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=most))


class CriterionPart(Part):
    """A measure; its guard follows from what its evidence counts."""

    MADE = Criterion
    code = fields.String(required=True, validate=CODE)
    text = Text(max=1000, min=1, required=True)
    weight = points(100)
    max = points(1000)
    direction = one_of(("up", "down", "none"), required=True)
    evidence_kind = one_of(("prevention", "detection", "handling", "other"), required=True)
    target = one_of(("T1", "T2", "T3", "T4"), load_default=None, allow_none=True)
    mandatory = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    guard = fields.String(dump_only=True, allow_none=True)


class EditCriteria(Schema):
    """All the criteria of a set; their weights sum to 100."""

    criteria: fields.List[Any] = fields.List(
        fields.Nested(CriterionPart), required=True, validate=validate.Length(min=1, max=100)
    )


class DraftCriteria(EditCriteria):
    """The criteria of a campaign."""

    campaign_id = record_id(required=True)


class PublishCriteria(Schema):
    """The day of publication, today unless said."""

    published_on = day()


class CriteriaSetView(DraftCriteria):
    """A set of criteria."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    issuer_id = fields.String(required=True)
    edition = fields.Integer(required=True, allow_none=True)
    status = fields.String(required=True)
    author_ids = fields.List(fields.String(), required=True)
    published_by = fields.String(required=True, allow_none=True)
    published_on = fields.Date(required=True, allow_none=True)


class CriteriaArgs(ListArgs):
    """Filters of the sets."""

    campaign_id = fields.String(load_default=None)
    status = one_of(("draft", "published", "retired"), load_default=None)
