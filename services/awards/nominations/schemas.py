"""Requests and answers about nominations."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema, Text
from services.awards.nominations.domain.nomination import CentralPolicy, Documents, Score
from services.awards.schemas import (
    FORMS,
    TYPES,
    Part,
    SubjectPart,
    cited,
    day,
    one_of,
    record_id,
    words,
)


class DocumentsPart(Part):
    """The papers of a dossier, each by its symbol or where it is kept."""

    MADE = Documents
    proposal = words(200)
    achievement_report = words(200)
    minutes = words(200)


class CentralPolicyPart(Part):
    """The central document that opens thematic commendation."""

    MADE = CentralPolicy
    symbol = Text(max=50, min=3, required=True)
    issued_on = fields.Date(required=True)
    issuer = Text(max=200, min=1, required=True)


class ScorePart(Part):
    """Points under a criterion of the pinned set."""

    MADE = Score
    code = Text(max=60, min=1, required=True)
    points = fields.Float(required=True, allow_nan=False, validate=validate.Range(min=0, max=1000))


def flag(**options: Any) -> fields.Boolean:
    """Return a field that takes true or false."""
    return fields.Boolean(truthy={True}, falsy={False}, **options)


class EditNomination(Schema):
    """What may be changed of a draft."""

    type = one_of(TYPES)
    form = one_of(FORMS)
    authority_id = record_id()
    evidence = cited()
    docs = fields.Nested(DocumentsPart)
    gate_ref = fields.Nested(CentralPolicyPart, allow_none=True)
    violation_concluded = flag()
    confidential = flag()
    scores: fields.List[Any] = fields.List(fields.Nested(ScorePart), validate=validate.Length(max=100))


class DraftNomination(EditNomination):
    """A verified exemplar, and what is asked for it; without evidence, the exemplar's."""

    exemplar_id = record_id(required=True)
    type = one_of(TYPES, required=True)
    form = one_of(FORMS, required=True)
    authority_id = record_id(required=True)
    evidence = cited(load_default=None, allow_none=True)
    docs = fields.Nested(DocumentsPart, load_default=Documents)
    gate_ref = fields.Nested(CentralPolicyPart, load_default=None, allow_none=True)
    violation_concluded = flag(required=True)
    confidential = flag(load_default=False)
    scores: fields.List[Any] = fields.List(
        fields.Nested(ScorePart), load_default=list, validate=validate.Length(max=100)
    )


class SubmitNomination(Schema):
    """The day of submission, today unless said."""

    submitted_on = day()


class NominationView(DraftNomination):
    """A nomination as its parties see it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    campaign_id = fields.String(required=True)
    council_id = fields.String(required=True)
    subject = fields.Nested(SubjectPart, required=True)
    achievement = Text(required=True)
    criteria_set_id = fields.String(required=True, allow_none=True)
    criteria_version = fields.Integer(required=True, allow_none=True)
    author_ids = fields.List(fields.String(), required=True)
    submitter_id = fields.String(required=True, allow_none=True)
    submitted_on = fields.Date(required=True, allow_none=True)
    simplified = fields.Boolean(required=True, allow_none=True)
    form_id = fields.String(required=True, allow_none=True)
    law_version = fields.String(required=True, allow_none=True)
    sla_due_on = fields.Date(required=True, allow_none=True)
    calendar_version = fields.Integer(required=True, allow_none=True)
    decision_id = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)


class NominationArgs(ListArgs):
    """Filters of the nominations."""

    campaign_id = fields.String(load_default=None)
    authority_id = fields.String(load_default=None)
    agency_id = fields.String(load_default=None)
    exemplar_id = fields.String(load_default=None)
    status = one_of(("draft", "submitted", "decided"), load_default=None)
