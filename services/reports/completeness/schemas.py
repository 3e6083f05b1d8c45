"""Requests and answers of completeness."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import Schema
from services.reports.forms.schemas import record_id


class CompletenessArgs(Schema):
    """Of which directive, and of which branch: everybody unless said."""

    directive_id = record_id(required=True)
    under = record_id(load_default=None)


class RateView(Schema):
    """DHIS2's five figures of one report and period."""

    template = fields.String(required=True)
    period_id = fields.String(required=True)
    expected = fields.Integer(required=True)
    actual = fields.Integer(required=True)
    rate = fields.Float(required=True, allow_none=True)
    actual_on_time = fields.Integer(required=True, allow_none=True)
    rate_on_time = fields.Float(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    timely_until = fields.Date(required=True, allow_none=True)


class CompletenessView(Schema):
    """How complete a branch is."""

    directive_id = fields.String(required=True)
    under = fields.String(required=True, allow_none=True)
    reports = fields.List(fields.Nested(RateView), required=True)
