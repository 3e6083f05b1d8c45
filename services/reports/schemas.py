"""Requests and answers of reports."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields, post_load, validate

from chassis.requests import ListArgs, Schema, Text
from services.reports.domain import submissions, templates

CODE = validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,59}$")
REASONS = ("first-set", "moved", "corrected", "other")
RETURNS = ("incomplete", "mistaken", "no-evidence", "other")
STATES = ("draft", "submitted", "accepted", "returned")
EVIDENCE = ("task", "document", "page")


def code(**options: Any) -> fields.String:
    """Return a field that takes a code."""
    return fields.String(validate=CODE, **options)


def day(**options: Any) -> fields.Date:
    """Return a field that takes a business date or null."""
    return fields.Date(load_default=None, allow_none=True, **options)


class Part(Schema):
    """A part that loads into the domain's own word for it."""

    MADE: ClassVar[type]

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make the part."""
        return self.MADE(**{k: tuple(v) if isinstance(v, list) else v for k, v in loaded.items()})


class ValuePart(Part):
    """A figure."""

    MADE = submissions.Value
    code = code(required=True)
    value = fields.Float(required=True, allow_nan=False, validate=validate.Range(min=-1e12, max=1e12))


class EvidencePart(Part):
    """What a statement rests on."""

    MADE = submissions.Evidence
    kind = fields.String(required=True, validate=validate.OneOf(EVIDENCE))
    ref = Text(max=500, min=1, required=True)


class ProvenanceView(Schema):
    """Where a shared section was last written."""

    submission_id = fields.String(required=True)
    officer_id = fields.String(required=True)
    written_at = fields.AwareDateTime(required=True, format="iso")


class WrittenPart(Part):
    """A section as written; an empty text is a section begun."""

    MADE = submissions.Written
    code = code(required=True)
    text = Text(max=20_000, load_default="")
    figures = fields.List(fields.Nested(ValuePart), load_default=list, validate=validate.Length(max=50))
    evidence = fields.List(fields.Nested(EvidencePart), load_default=list, validate=validate.Length(max=50))
    provenance = fields.Nested(ProvenanceView, dump_only=True, allow_none=True)


class FigurePart(Part):
    """A figure a section asks for."""

    MADE = templates.Figure
    code = code(required=True)
    title = Text(max=300, min=1, required=True)


class SectionPart(Part):
    """A section a form asks for."""

    MADE = templates.Section
    code = code(required=True)
    title = Text(max=300, min=1, required=True)
    compulsory = fields.Boolean(required=True, truthy={True}, falsy={False})
    shared = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    figures = fields.List(fields.Nested(FigurePart), load_default=list, validate=validate.Length(max=50))


class BoundaryPart(Part):
    """A day of the year, in the period's year or some years from it."""

    MADE = templates.Boundary
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=-2, max=1))
    day = fields.String(required=True, validate=validate.Regexp(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"))


class CutoffPart(Part):
    """The days a report covers."""

    MADE = templates.Cutoff
    start = fields.Nested(BoundaryPart, required=True)
    end = fields.Nested(BoundaryPart, required=True)


class AddTemplate(Schema):
    """A new dated form."""

    code = code(required=True)
    name = Text(max=300, min=1, required=True)
    host_kind = fields.String(required=True, validate=validate.OneOf(("emulation", "anticorruption")))
    valid_from = fields.Date(required=True)
    valid_to = day()
    source = Text(max=500, min=1, required=True)
    cutoff = fields.Nested(CutoffPart, required=True)
    sections = fields.List(fields.Nested(SectionPart), required=True, validate=validate.Length(min=1, max=50))

    @post_load
    def freeze(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the sections as the domain keeps them."""
        return loaded | {"sections": tuple(loaded["sections"])}


class TemplateView(AddTemplate):
    """A form."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)


class SetDue(Schema):
    """When a period's reports are due, and from when nothing may be changed any more."""

    due_on = fields.Date(required=True)
    lock_on = day()
    reason_code = fields.String(required=True, validate=validate.OneOf(REASONS))


class PeriodView(Schema):
    """A period; a due day that nobody has set is null."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    template = fields.String(required=True)
    year = fields.Integer(required=True)
    owner_id = fields.String(required=True, allow_none=True)
    cutoff_from = fields.Date(required=True, allow_none=True)
    cutoff_to = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    timely_until = fields.Date(required=True, allow_none=True)
    lock_on = fields.Date(required=True, allow_none=True)
    calendar_version = fields.Integer(required=True, allow_none=True)


class PeriodArgs(ListArgs):
    """Filters of the periods."""

    template = code(load_default=None)
    owner_id = fields.String(load_default=None)


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
    labels = fields.List(fields.String(), required=True)


class RequirementArgs(ListArgs):
    """Filters of the requirements."""

    directive_id = fields.String(load_default=None)
    agency_id = fields.String(load_default=None)
    report_to_id = fields.String(load_default=None)
    template = code(load_default=None)
    period_id = fields.String(load_default=None)
    submission_status = fields.String(load_default=None, validate=validate.OneOf(STATES))


class BeginReport(Schema):
    """Beginning says nothing more."""


class WriteReport(Schema):
    """The sections that changed."""

    sections = fields.List(fields.Nested(WrittenPart), required=True, validate=validate.Length(min=1, max=50))


class SubmitReport(Schema):
    """The day of submission, today unless said."""

    submitted_on = day()


class ReturnReport(Schema):
    """Why a report goes back."""

    reason_code = fields.String(required=True, validate=validate.OneOf(RETURNS))
    reason = Text(max=1000, load_default=None, allow_none=True)


class AcceptReport(Schema):
    """The day of acceptance, today unless said."""

    accepted_on = day()


class SubmissionView(Schema):
    """A report as its readers see it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    requirement_id = fields.String(required=True)
    directive_id = fields.String(required=True)
    template = fields.String(required=True)
    template_id = fields.String(required=True)
    period_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    report_to_id = fields.String(required=True, allow_none=True)
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


class CompletenessArgs(Schema):
    """Of which directive, and of which branch: everybody unless said."""

    directive_id = fields.String(required=True)
    under = fields.String(load_default=None)


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
