"""Journeys on the wire."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import Schema


class WindowView(Schema):
    """The period a directive is for."""

    start = fields.String(required=True, allow_none=True)
    end = fields.String(required=True, allow_none=True)


class HeadView(Schema):
    """What a directive says of itself; `subject` only of a public one."""

    id = fields.String(required=True)
    symbol = fields.String(required=True, allow_none=True)
    type = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    public = fields.Boolean(required=True)
    issuer_id = fields.String(required=True, allow_none=True)
    issuer_name = fields.String(required=True, allow_none=True)
    signed_on = fields.String(required=True, allow_none=True)
    issued_on = fields.String(required=True, allow_none=True)
    urgency = fields.String(required=True, allow_none=True)
    window = fields.Nested(WindowView, required=True, allow_none=True)
    state = fields.String(required=True, metadata={"description": "issued, discarded, or stub"})
    implements_id = fields.String(required=True, allow_none=True)
    implements_symbol = fields.String(
        required=True, allow_none=True, metadata={"description": "only if the reader may see that one"}
    )
    campaign_id = fields.String(required=True, allow_none=True)
    recipient_count = fields.Integer(required=True, allow_none=True)


class ActionView(Schema):
    """Recipients that are to act, by how far they have come."""

    addressed = fields.Integer(required=True)
    arrived = fields.Integer(required=True)
    registered = fields.Integer(required=True)
    acknowledged = fields.Integer(required=True)
    reported = fields.Integer(
        required=True,
        metadata={"description": "every report that is due by today stands; who owes none is not counted"},
    )
    accepted = fields.Integer(
        required=True, metadata={"description": "every report that is due by today is accepted"}
    )


class InformationView(Schema):
    """Recipients that are to know."""

    addressed = fields.Integer(required=True)
    arrived = fields.Integer(required=True)


class TasksView(Schema):
    """Tasks, dormant ones apart."""

    assigned = fields.Integer(required=True)
    acknowledged = fields.Integer(required=True)


class FunnelView(Schema):
    """The numbers over the recipients the reader may see."""

    action = fields.Nested(ActionView, required=True)
    information = fields.Nested(InformationView, required=True)
    tasks = fields.Nested(TasksView, required=True)
    silent = fields.Integer(
        required=True, metadata={"description": "recipients that are to act and have not registered it"}
    )
    reports_due = fields.Integer(
        required=True, metadata={"description": "recipients of whom a report is due by today"}
    )


class ReportView(Schema):
    """One report that the directive asks for, over the recipients the reader may see."""

    period_id = fields.String(required=True)
    template = fields.String(required=True)
    report_to_id = fields.String(required=True, allow_none=True)
    report_to_name = fields.String(required=True, allow_none=True)
    due_on = fields.String(required=True, allow_none=True)
    timely_until = fields.String(required=True, allow_none=True)
    expected = fields.Integer(required=True)
    actual = fields.Integer(required=True)
    actual_on_time = fields.Integer(required=True, allow_none=True)


class StepView(Schema):
    """One step, as one event told it; `count` where it concerns several agencies."""

    id = fields.String(required=True, metadata={"description": "the id of the event"})
    type = fields.String(required=True)
    occurred_on = fields.String(required=True)
    recorded_at = fields.DateTime(required=True)
    agency_id = fields.String(required=True)
    agency_name = fields.String(required=True, allow_none=True)
    party_id = fields.String(
        required=True, allow_none=True, metadata={"description": "the other side of the step"}
    )
    party_name = fields.String(required=True, allow_none=True)
    actor_id = fields.String(
        required=True,
        metadata={"description": "the officer, whose name the directory tells, or `system`"},
    )
    role = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)
    clause_number = fields.String(required=True, allow_none=True)
    template = fields.String(
        required=True, allow_none=True, metadata={"description": "the report it is about"}
    )
    facts = fields.Dict(required=True)


class TimelineView(Schema):
    """Steps in the order in which they were recorded."""

    items = fields.List(fields.Nested(StepView), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class JourneyView(Schema):
    """The way of a directive as far as the reader may see it: all, own steps, or what is public."""

    view = fields.String(required=True)
    directive = fields.Nested(HeadView, required=True)
    funnel = fields.Nested(FunnelView, required=True, allow_none=True)
    reports = fields.List(fields.Nested(ReportView), required=True, allow_none=True)
    timeline = fields.Nested(TimelineView, required=True)
