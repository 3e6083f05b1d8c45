"""Requests and answers of requirements."""

from __future__ import annotations

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema
from services.reports.forms.schemas import code, record_id

STATES = ("draft", "submitted", "accepted", "returned")


class RequirementView(Schema):
    """What an agency owes; `labels` are computed for today."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    directive_id = fields.String(required=True)
    symbol = fields.String(required=True)
    template = fields.String(required=True)
    period_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    issuer_id = fields.String(required=True)
    report_to_id = fields.String(required=True, allow_none=True)
    binding = fields.String(required=True, allow_none=True)
    campaign_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    submission_id = fields.String(required=True, allow_none=True)
    submission_status = fields.String(required=True, allow_none=True)
    first_submitted_on = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    timely_until = fields.Date(required=True, allow_none=True)
    labels = fields.List(fields.String(validate=validate.OneOf(("overdue", "late"))), required=True)


class RequirementArgs(ListArgs):
    """Filters of the requirements."""

    directive_id = record_id(load_default=None)
    agency_id = record_id(load_default=None)
    report_to_id = record_id(load_default=None)
    template = code(load_default=None)
    period_id = record_id(load_default=None)
    submission_status = fields.String(load_default=None, validate=validate.OneOf(STATES))
    open = fields.Boolean(
        load_default=None,
        metadata={"description": "true: only what is still owed, false: only what stands handed in"},
    )
