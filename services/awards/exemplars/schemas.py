"""Requests and answers about exemplars."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema, Text
from services.awards.schemas import SubjectPart, cited, day, one_of, record_id


class SpotExemplar(Schema):
    """Somebody worthy of notice, and the council it is shown to."""

    campaign_id = record_id(required=True)
    council_id = record_id(required=True)
    subject = fields.Nested(SubjectPart, required=True)
    achievement = Text(max=5000, min=1, required=True)
    evidence = cited(load_default=list)
    spotted_on = day()


class VerifyExemplar(Schema):
    """The day of the verdict, today unless said."""

    verified_on = day()


class RejectExemplar(Schema):
    """Why it is rejected, and on which day, today unless said."""

    reason = Text(max=1000, min=1, required=True)
    rejected_on = day()


class ExemplarView(SpotExemplar):
    """An exemplar as its parties see it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    status = fields.String(required=True)
    judged_by = fields.String(required=True, allow_none=True)
    judged_on = fields.Date(required=True, allow_none=True)
    reason = Text(required=True, allow_none=True)


class ExemplarArgs(ListArgs):
    """Filters of the exemplars."""

    campaign_id = fields.String(load_default=None)
    council_id = fields.String(load_default=None)
    agency_id = fields.String(load_default=None)
    status = one_of(("spotted", "verified", "rejected"), load_default=None)
