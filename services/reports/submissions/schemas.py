"""Requests and answers of submissions."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from chassis.requests import Schema, Text
from services.reports.forms.schemas import Part, code, day
from services.reports.submissions import domain

RETURNS = ("incomplete", "mistaken", "no-evidence", "other")
# What a reference of each kind must look like; that a report is there and accepted, its step looks up.
EVIDENCE = {
    "report": validate.Regexp(r"^\S{1,200}$"),
    "task": validate.Regexp(r"^\S{1,400}$"),
    "document": validate.Length(min=1, max=300),
    "page": validate.URL(schemes={"http", "https"}),
}


class ValuePart(Part):
    """A figure."""

    MADE = domain.Value
    code = code(required=True)
    value = fields.Float(required=True, allow_nan=False, validate=validate.Range(min=-1e12, max=1e12))


class EvidencePart(Part):
    """What a statement rests on: id of a report or task, symbol of a document, address of a page."""

    MADE = domain.Evidence
    kind = fields.String(required=True, validate=validate.OneOf(list(EVIDENCE)))
    ref = Text(max=500, required=True)

    @validates_schema
    def refuse_malformed(self, loaded: dict[str, Any], **_: Any) -> None:
        """Refuse a reference that is none of its kind."""
        try:
            EVIDENCE[loaded["kind"]](loaded["ref"])
        except ValidationError as error:
            raise ValidationError(error.messages, "ref") from error


class ProvenanceView(Schema):
    """Where a shared section was last written."""

    submission_id = fields.String(required=True)
    officer_id = fields.String(required=True)
    written_at = fields.AwareDateTime(required=True, format="iso")


class WrittenPart(Part):
    """A section as written; an empty text is a section begun."""

    MADE = domain.Written
    code = code(required=True)
    text = Text(max=20_000, load_default="")
    figures = fields.List(fields.Nested(ValuePart), load_default=list, validate=validate.Length(max=50))
    evidence = fields.List(fields.Nested(EvidencePart), load_default=list, validate=validate.Length(max=50))
    provenance = fields.Nested(ProvenanceView, dump_only=True, allow_none=True)


class BeginReport(Schema):
    """Beginning says nothing more."""


class WriteReport(Schema):
    """The sections that changed."""

    sections = fields.List(fields.Nested(WrittenPart), required=True, validate=validate.Length(min=1, max=50))


class SubmitReport(Schema):
    """The day of submission, today unless said."""

    submitted_on = day()


class ReturnReport(Schema):
    """Why it goes back; the reason in words stays inside, only the code travels."""

    reason_code = fields.String(required=True, validate=validate.OneOf(RETURNS))
    reason = Text(max=2000, load_default=None, allow_none=True)
    returned_on = day()


class AcceptReport(Schema):
    """The day of acceptance, today unless said."""

    accepted_on = day()


class SubmissionView(Schema):
    """A report; `edition` counts how often it was written anew after a return."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    requirement_id = fields.String(required=True)
    directive_id = fields.String(required=True)
    template = fields.String(required=True)
    template_id = fields.String(required=True)
    period_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    report_to_id = fields.String(required=True, allow_none=True)
    campaign_id = fields.String(required=True, allow_none=True)
    edition = fields.Integer(required=True)
    sections = fields.List(fields.Nested(WrittenPart), required=True)
    author_ids = fields.List(fields.String(), required=True)
    signer_id = fields.String(required=True, allow_none=True)
    first_submitted_on = fields.Date(required=True, allow_none=True)
    submitted_on = fields.Date(required=True, allow_none=True)
    on_time = fields.Boolean(required=True, allow_none=True)
    backdated = fields.Boolean(required=True)
    accepted_on = fields.Date(required=True, allow_none=True)
    reason_code = fields.String(required=True, allow_none=True)
    reason = Text(required=True, allow_none=True)
    status = fields.String(required=True)
