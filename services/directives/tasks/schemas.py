"""Requests and answers of tasks."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema, Text
from services.directives.issuing import schemas as issuing
from services.directives.tasks.domain import STATUSES

PARTIES = ("lead", "co")
LABELS = ("not-started", "overdue")


class SubItemView(Schema):
    """A clause that the task takes in."""

    clause_id = fields.String(required=True)
    number = fields.String(required=True)
    text = Text(required=True)


class TaskView(Schema):
    """A duty of an agency; `labels` are computed for today."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    directive_id = fields.String(required=True)
    clause_id = fields.String(required=True)
    number = fields.String(required=True)
    text = Text(required=True)
    sub_items = fields.List(fields.Nested(SubItemView), required=True)
    assigner_id = fields.String(required=True)
    assignee_id = fields.String(required=True)
    party = issuing.code(PARTIES, required=True)
    co_ids = fields.List(fields.String(), required=True)
    accountable_id = fields.String(required=True, allow_none=True)
    kind = issuing.code(issuing.KINDS, required=True)
    binding = fields.String(required=True, allow_none=True)
    wording = fields.String(required=True, allow_none=True)
    category = fields.String(required=True, allow_none=True)
    sectors = fields.List(fields.String(), required=True)
    start_on = fields.Date(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    calendar_version = fields.Integer(required=True, allow_none=True)
    assigned_on = fields.Date(required=True)
    acknowledged_on = fields.Date(required=True, allow_none=True)
    status = issuing.code(STATUSES, required=True)
    progress = fields.Integer(required=True, metadata={"description": "Percent."})
    campaign_id = fields.String(required=True, allow_none=True)
    labels = fields.List(issuing.code(LABELS), required=True)


class TaskArgs(ListArgs):
    """Filters of the list."""

    directive_id = issuing.record_id(load_default=None)
    assignee_id = issuing.record_id(load_default=None)
    assigner_id = issuing.record_id(load_default=None)
    status = issuing.code(STATUSES, load_default=None)
    kind = issuing.code(issuing.KINDS, load_default=None)


class AcknowledgeTask(Schema):
    """The day the agency took note, today unless said."""

    acknowledged_on = issuing.day()
