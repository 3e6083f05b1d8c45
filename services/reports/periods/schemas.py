"""Requests and answers of periods."""

from __future__ import annotations

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema
from services.reports.forms.schemas import code, day, record_id

REASONS = ("first-set", "moved", "corrected", "other")


class SetDue(Schema):
    """When a period's reports are due, and after which day nothing may be written any more."""

    due_on = fields.Date(required=True)
    lock_on = day()
    reason_code = fields.String(required=True, validate=validate.OneOf(REASONS))
    set_on = day(metadata={"description": "The day it was decided, today unless said."})


class NameReceiver(Schema):
    """Who gets the reports that a directive asks for without saying it."""

    agency_id = record_id(required=True)


class PeriodView(Schema):
    """A period; what nobody has said is null and named in `warnings`."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    template = fields.String(required=True)
    year = fields.Integer(required=True)
    owner_id = fields.String(required=True, allow_none=True)
    issuer_id = fields.String(required=True, allow_none=True)
    cutoff_from = fields.Date(required=True, allow_none=True)
    cutoff_to = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    timely_until = fields.Date(required=True, allow_none=True)
    lock_on = fields.Date(required=True, allow_none=True)
    calendar_version = fields.Integer(required=True, allow_none=True)
    warnings = fields.List(fields.String(), required=True)


class PeriodArgs(ListArgs):
    """Filters of the periods."""

    template = code(load_default=None)
    owner_id = record_id(load_default=None)
    issuer_id = record_id(load_default=None)
