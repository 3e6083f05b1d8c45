"""The plan of reminders on the wire."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema


class PlanArgs(ListArgs):
    """The day of a run, today unless told."""

    on = fields.Date(load_default=None, metadata={"description": "the business day; today unless told"})


class PlannedView(Schema):
    """What the run would send: the rung, what it is about, and to whom."""

    rule = fields.String(required=True, attribute="rung.rule")
    tone = fields.String(required=True, attribute="rung.tone")
    subject_kind = fields.String(required=True, attribute="deadline.subject_kind")
    subject_id = fields.String(required=True, attribute="deadline.id")
    agency_id = fields.String(required=True, attribute="deadline.agency_id")
    directive_id = fields.String(required=True, allow_none=True, attribute="deadline.directive_id")
    template = fields.String(required=True, allow_none=True, attribute="deadline.template")
    binding = fields.String(required=True, allow_none=True, attribute="deadline.binding")
    due_on = fields.Date(required=True, allow_none=True, attribute="deadline.due_on")
    officer_ids = fields.List(fields.String(), required=True)
