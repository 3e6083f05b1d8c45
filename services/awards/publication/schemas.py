"""Requests and answers about awards; the public ones are the only answers without sign-in."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema, Text
from services.awards.schemas import SubjectPart, day, one_of, words


class PublicationView(Schema):
    """Where and when an award was made known."""

    officer_id = fields.String(required=True)
    published_on = fields.Date(required=True)
    consent = fields.Boolean(required=True)
    outlet = fields.String(required=True, allow_none=True)
    link = fields.String(required=True, allow_none=True)


class AwardView(Schema):
    """An award as its parties see it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    decision_id = fields.String(required=True)
    nomination_id = fields.String(required=True)
    directive_id = fields.String(required=True)
    symbol = fields.String(required=True)
    decided_on = fields.Date(required=True)
    agency_id = fields.String(required=True)
    authority_id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    form = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.Nested(SubjectPart, required=True)
    achievement = Text(required=True)
    confidential = fields.Boolean(required=True)
    publication = fields.Nested(PublicationView, required=True, allow_none=True)
    status = fields.String(required=True)


class AwardArgs(ListArgs):
    """Filters of the awards."""

    campaign_id = fields.String(load_default=None)
    authority_id = fields.String(load_default=None)
    agency_id = fields.String(load_default=None)
    decision_id = fields.String(load_default=None)
    status = one_of(("decided", "publicised"), load_default=None)


class PubliciseAward(Schema):
    """Whether the subject agreed, and where and when it was made known."""

    consent = fields.Boolean(required=True, truthy={True}, falsy={False})
    published_on = day()
    outlet = words(200)
    link = fields.Url(schemes={"https", "http"}, load_default=None, allow_none=True)


class PublicAwardArgs(ListArgs):
    """Filters of the public list."""

    campaign_id = fields.String(load_default=None)


class PublicAward(Schema):
    """What everybody may know of an award: who, for what, which form, by which decision."""

    id = fields.String(required=True)
    subject_kind = fields.String(attribute="subject.kind", required=True)
    name = fields.String(attribute="subject.name", required=True)
    unit = fields.String(attribute="subject.unit", required=True, allow_none=True)
    position = fields.String(attribute="subject.position", required=True, allow_none=True)
    achievement = fields.String(required=True)
    form = fields.String(required=True)
    type = fields.String(required=True)
    symbol = fields.String(required=True)
    decided_on = fields.Date(required=True)
    published_on = fields.Date(required=True)
    authority_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    directive_id = fields.String(required=True)
