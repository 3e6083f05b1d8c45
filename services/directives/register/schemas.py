"""Requests and answers of the register."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields, post_load, validate

from chassis.requests import ListArgs, Schema, Text
from services.directives.books.domain import INCOMING
from services.directives.issuing import schemas as issuing
from services.directives.issuing.domain import TYPES
from services.directives.register import domain


class StampPart(issuing.Part):
    """The arrival stamp as read."""

    MADE: ClassVar[type] = domain.Stamp
    raw = Text(max=500, min=1, required=True)


class AnnotationPart(issuing.Part):
    """A handwritten note as read; a person confirms it later."""

    MADE: ClassVar[type] = domain.Annotation
    raw_text = Text(max=2000, min=1, required=True)
    target_raw = issuing.words(200)
    dated_on = issuing.day()
    status = fields.String(dump_only=True)


class OverridePart(Schema):
    """Why a doubt does not hold the entry up; the reason goes into the audit entry."""

    code = issuing.code((domain.BEFORE_ISSUE,), required=True)
    reason = Text(max=1000, min=1, required=True)


class WarningView(Schema):
    """A doubt about an entry."""

    code = fields.String(required=True)
    overridden = fields.Boolean(required=True)
    reason = Text(allow_none=True)


class RegisterArrival(Schema):
    """The entry of a directive that arrived; today and the book `incoming` unless said."""

    arrived_on = issuing.day()
    book = Text(max=30, min=1, load_default=INCOMING)
    stamp = fields.Nested(StampPart, load_default=None, allow_none=True)
    annotations = fields.List(
        fields.Nested(AnnotationPart), load_default=list, validate=validate.Length(max=50)
    )
    marks = fields.List(Text(max=500, min=1), load_default=list, validate=validate.Length(max=50))
    overrides = fields.List(fields.Nested(OverridePart), load_default=list, validate=validate.Length(max=10))

    @post_load
    def freeze(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the lists of the entry as the domain keeps them."""
        return loaded | {name: tuple(loaded[name]) for name in ("annotations", "marks")}


class RegisterPaper(RegisterArrival):
    """A document that came on paper: what the register's columns need besides."""

    document_symbol = issuing.words(50)
    document_date = issuing.day()
    issuer = Text(max=200, min=1, required=True)
    issuer_id = issuing.record_id(load_default=None, allow_none=True)
    type = issuing.chosen(tuple(TYPES))
    subject = Text(max=500, min=1, required=True)
    secrecy = issuing.code(issuing.SECRECIES, load_default="none")
    due_on = issuing.day()
    note = issuing.words(500)


class IncomingView(Schema):
    """A line of the register."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    book = fields.String(required=True)
    year = fields.Integer(required=True)
    arrival_number = fields.Integer(required=True)
    arrived_on = fields.Date(required=True)
    backdated = fields.Boolean(required=True)
    received_at = fields.AwareDateTime(required=True, format="iso")
    channel = fields.String(required=True)
    directive_id = fields.String(required=True, allow_none=True)
    document_symbol = fields.String(required=True, allow_none=True)
    document_date = fields.Date(required=True, allow_none=True)
    issuer = fields.String(required=True, allow_none=True)
    issuer_id = fields.String(required=True, allow_none=True)
    type = fields.String(required=True, allow_none=True)
    subject = Text(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    note = Text(required=True, allow_none=True)
    campaign_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    warnings = fields.List(fields.Nested(WarningView), required=True)
    stamp = fields.Nested(StampPart, required=True, allow_none=True)
    annotations = fields.List(fields.Nested(AnnotationPart), required=True)
    marks = fields.List(Text(), required=True)
    created_by = fields.String(required=True)


class IncomingArgs(ListArgs):
    """Filters of the register."""

    book = Text(max=30, load_default=None)
    year = fields.Integer(load_default=None)
    arrived_on = issuing.day()
    directive_id = issuing.record_id(load_default=None)
    document_symbol = Text(max=50, load_default=None)
