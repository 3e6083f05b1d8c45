"""Requests and answers of issuing. A draft takes what parse reads from paper and what a person adds."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from chassis.requests import ListArgs, Schema, Text
from services.directives.issuing import domain

EFFECTS = ("task", "sub-item", "report", "target", "none")
KINDS = ("one-off", "standing", "conditional")
CATEGORIES = ("prevention", "detection", "handling", "other")
SECTORS = (
    "health", "education", "construction", "public-investment", "public-finance", "public-procurement",
    "other",
)  # fmt: skip
RELATIONS = ("based-on", "implements", "mentions", "amends", "replaces", "corrects", "recalls")
REASONS = ("mistaken", "duplicate", "not-approved", "incomplete", "other")
URGENCIES = ("normal", "urgent", "very-urgent", "express")
SECRECIES = ("none", "confidential", "secret", "top-secret")
TEMPLATES = ("emulation-midyear", "emulation-final", "anticorruption-annual")
PURPOSES = ("action", "information")
BINDINGS = ("assigned", "requested")
WORDINGS = ("order", "request")
AUTHORITIES = ("TM", "KT", "Q", "TL", "TUQ")


def code(values: tuple[str, ...], **options: Any) -> fields.String:
    """Return a field that takes one of `values`."""
    return fields.String(validate=validate.OneOf(values), **options)


def chosen(values: tuple[str, ...], **options: Any) -> fields.String:
    """Return a field that takes one of `values`, or null while nobody has decided."""
    return code(values, load_default=None, allow_none=True, **options)


def words(most: int, **options: Any) -> Text:
    """Return a field that takes a text of at most `most` signs, or null while it is unknown."""
    return Text(max=most, load_default=None, allow_none=True, **options)


def record_id(**options: Any) -> fields.String:
    """Return a field that takes an id."""
    return fields.String(validate=validate.Length(min=1, max=100), **options)


def day(**options: Any) -> fields.Date:
    """Return a field that takes a business date, or null while it is unknown."""
    return fields.Date(load_default=None, allow_none=True, **options)


class Part(Schema):
    """A part of a directive; loads into the domain's own word for it."""

    MADE: ClassVar[type]

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make the part."""
        return self.MADE(**{k: tuple(v) if isinstance(v, list) else v for k, v in loaded.items()})


class TargetPart(Part):
    """Whom a line means: exactly one of the two."""

    MADE = domain.Target
    agency_id = record_id(load_default=None, allow_none=True)
    group_id = record_id(load_default=None, allow_none=True)

    @validates_schema
    def exactly_one(self, loaded: dict[str, Any], **_: Any) -> None:
        """Refuse a target that is both or neither."""
        if (loaded.get("agency_id") is None) == (loaded.get("group_id") is None):
            raise ValidationError("Exactly one of agency_id and group_id.", "agency_id")


class LinePart(Part):
    """An address line; without targets they are proposed from its words."""

    MADE = domain.Line
    line = Text(max=500, min=1, required=True)
    targets = fields.List(fields.Nested(TargetPart), load_default=list, validate=validate.Length(max=1000))
    purpose = chosen(PURPOSES)
    persons = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ClausePart(Part):
    """A clause; number and words are the paper's, everything else a person's decision."""

    MADE = domain.Clause
    clause_id = fields.String(dump_only=True)
    number = Text(max=30, min=1, required=True)
    effect = code(EFFECTS, load_default="none")
    text = Text(max=10_000, min=1, required=True)
    corrected_text = words(10_000)
    kind = chosen(KINDS)
    binding = chosen(BINDINGS)
    wording = chosen(WORDINGS)
    category = chosen(CATEGORIES)
    sectors = fields.List(code(SECTORS), load_default=list, validate=validate.Length(max=7))
    scope = code(("everyone", "named"), load_default="everyone")
    lead_ids = fields.List(record_id(), load_default=list, validate=validate.Length(max=100))
    co_ids = fields.List(record_id(), load_default=list, validate=validate.Length(max=100))
    accountable_id = record_id(load_default=None, allow_none=True)
    open_groups = fields.List(Text(max=300, min=1), load_default=list, validate=validate.Length(max=20))
    under = words(30)
    due_on = day()

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make the clause; its id is given when the draft is kept."""
        return super().make({"clause_id": "", **loaded})


class ReferencePart(Part):
    """A cited document; `resolved_id` is found by symbol and date, or chosen by a person."""

    MADE = domain.Reference
    relation = code(RELATIONS, required=True)
    symbol = words(50)
    date = day()
    issuer = words(200)
    resolved_id = record_id(load_default=None, allow_none=True)
    candidates = fields.List(fields.String(), dump_only=True)


class SignerPart(Part):
    """Who signs, as printed."""

    MADE = domain.Signer
    position = words(100)
    name = words(50)
    authority = chosen(AUTHORITIES)


class WindowPart(Part):
    """First and last day."""

    MADE = domain.Window
    start = day()
    end = day()

    @validates_schema
    def in_order(self, loaded: dict[str, Any], **_: Any) -> None:
        """Refuse a window that ends before it begins."""
        if loaded.get("start") and loaded.get("end") and loaded["end"] < loaded["start"]:
            raise ValidationError("The end is before the start.", "end")


class ReportingPart(Part):
    """A report each action recipient owes."""

    MADE = domain.Reporting
    template = code(TEMPLATES, required=True)
    report_to_id = record_id(load_default=None, allow_none=True)


class CampaignPart(Part):
    """The movement a directive launches."""

    MADE = domain.Campaign
    name = Text(max=200, min=1, required=True)
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1990, max=2200))


class OriginView(Schema):
    """The record of another service behind a draft."""

    service = fields.String()
    id = fields.String()


class FlagView(Schema):
    """Something to know that blocks nothing."""

    code = fields.String()
    agency_id = fields.String(allow_none=True)
    clause_id = fields.String(allow_none=True)
    template = fields.String(allow_none=True)


class ReturnedView(Schema):
    """Why a draft came back from review: the reason as written, the day, the officer's id."""

    reason = Text(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True)


def parts(part: type[Schema], most: int) -> fields.List[Any]:
    """Return a field that takes a list of parts; null reads as none."""
    return fields.List(fields.Nested(part), allow_none=True, validate=validate.Length(max=most))


class EditDirective(Schema):
    """The fields of a draft; null gives a field back its default."""

    type = code(tuple(domain.TYPES))
    book = Text(max=30, min=1, allow_none=True)
    notation = Text(max=30, min=1, allow_none=True)
    subject = Text(max=500, allow_none=True)
    public = fields.Boolean(truthy={True}, falsy={False})
    place = Text(max=100, allow_none=True)
    urgency = code(URGENCIES, allow_none=True)
    secrecy = code(SECRECIES, allow_none=True)
    language = Text(max=30, allow_none=True)
    pages = fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=1, max=999))
    copies = fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=1, max=999))
    due_on = fields.Date(allow_none=True)
    drafter_mark = Text(max=50, allow_none=True)
    drafting_unit = Text(max=100, allow_none=True)
    signer = fields.Nested(SignerPart, allow_none=True)
    refs = parts(ReferencePart, 100)
    clauses = parts(ClausePart, 200)
    window = fields.Nested(WindowPart, allow_none=True)
    reporting = parts(ReportingPart, 10)
    recipients = parts(LinePart, 200)
    copy_to = parts(LinePart, 200)
    archive = Text(max=300, allow_none=True)
    campaign = fields.Nested(CampaignPart, allow_none=True)


class CreateDirective(EditDirective):
    """A new draft."""

    type = code(tuple(domain.TYPES), required=True)


class DirectiveRow(Schema):
    """A directive in a list."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    status = code(domain.STATUSES, required=True)
    symbol = fields.String(allow_none=True)
    type = fields.String(required=True)
    subject = Text(allow_none=True)
    public = fields.Boolean()
    signed_on = fields.Date(allow_none=True)
    issued_on = fields.Date(allow_none=True)
    urgency = fields.String()
    implements_id = fields.String(allow_none=True)
    campaign_id = fields.String(allow_none=True)
    origin = fields.Nested(OriginView, allow_none=True)
    recipient_count = fields.Integer()
    flags = fields.List(fields.Nested(FlagView))


class DirectiveView(EditDirective, DirectiveRow):
    """A directive as its readers see it."""

    year = fields.Integer(allow_none=True)
    number = fields.Integer(allow_none=True)
    backdated = fields.Boolean()
    chunk_count = fields.Integer()
    content_sha256 = fields.String(allow_none=True)
    author_id = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    created_by = fields.String()
    returned = fields.Nested(ReturnedView, allow_none=True)


class SubmitDirective(Schema):
    """Submitting says nothing more."""


class ReturnDirective(Schema):
    """Why a document goes back."""

    reason = Text(max=1000, min=1, required=True)


class SignDirective(Schema):
    """The day of signature, today unless said."""

    signed_on = day()


class IssueDirective(Schema):
    """The day of issue, today unless said; the book unless the draft names it."""

    issued_on = day()
    book = words(30)


class DiscardDirective(Schema):
    """Why a draft is given up."""

    reason_code = code(REASONS, required=True)
    reason = words(1000)


class DirectiveArgs(ListArgs):
    """Filters of the list: whose, how far, words of subject and symbol."""

    agency_id = record_id(load_default=None)
    status = code(domain.STATUSES, load_default=None)
    q = Text(max=64, load_default=None)


class ChunkArgs(ListArgs):
    """A page of chunks; each holds up to 500 agencies."""

    limit = fields.Integer(load_default=1, validate=validate.Range(min=1, max=10))


class RecipientView(Schema):
    """An agency that gets the document."""

    agency_id = fields.String(required=True)
    purpose = fields.String(required=True)
    binding = fields.String(required=True, allow_none=True)
    line = fields.String(required=True)


class ChunkView(Schema):
    """A chunk of recipients."""

    chunk = fields.Integer(required=True)
    of = fields.Integer(required=True)
    recipients = fields.List(fields.Nested(RecipientView), required=True)
