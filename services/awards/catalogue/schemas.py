"""Answers of the catalogue."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import Schema


class RouteView(Schema):
    """One way to a form."""

    type = fields.String(required=True)
    documents = fields.List(fields.String(), required=True)
    needs_central_policy = fields.Boolean(required=True)
    needs_criteria = fields.Boolean(required=True)
    source = fields.String(required=True)


class AwardFormView(Schema):
    """A form of commendation and the days it is valid."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    authority_kinds = fields.List(fields.String(), required=True)
    authority_levels = fields.List(fields.Integer(), required=True)
    subject_kinds = fields.List(fields.String(), required=True)
    sla_working_days = fields.Integer(required=True)
    routes = fields.List(fields.Nested(RouteView), required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
