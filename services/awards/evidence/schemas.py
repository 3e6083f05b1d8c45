"""Requests and answers about evidence."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema


class FigureView(Schema):
    """A number of an accepted report."""

    code = fields.String(required=True)
    value = fields.Float(required=True)


class EvidenceView(Schema):
    """An accepted report, as a nomination may cite it by its id."""

    id = fields.String(required=True)
    agency_id = fields.String(required=True)
    directive_id = fields.String(required=True)
    campaign_id = fields.String(required=True, allow_none=True)
    template = fields.String(required=True)
    period_id = fields.String(required=True)
    accepted_on = fields.Date(required=True)
    figures = fields.List(fields.Nested(FigureView), required=True)


class EvidenceArgs(ListArgs):
    """Filters of the evidence."""

    campaign_id = fields.String(load_default=None)
    agency_id = fields.String(load_default=None)
