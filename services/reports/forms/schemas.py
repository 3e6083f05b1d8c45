"""Requests and answers of forms, and the fields that all of reports uses."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load, validate

from chassis.requests import Schema, Text
from services.reports.forms import domain

HOST_KINDS = ("emulation", "anticorruption")


def code(**options: Any) -> fields.String:
    """Return a field that takes a code."""
    return fields.String(validate=validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,59}$"), **options)


def record_id(**options: Any) -> fields.String:
    """Return a field that takes an id."""
    return fields.String(validate=validate.Length(min=1, max=200), **options)


def day(**options: Any) -> fields.Date:
    """Return a field that takes a business date or null."""
    return fields.Date(load_default=None, allow_none=True, **options)


def yes_or_no(**options: Any) -> fields.Boolean:
    """Return a field that takes true or false and no words for them."""
    return fields.Boolean(truthy={True}, falsy={False}, **options)


class Part(Schema):
    """A part that loads into the domain's own word for it."""

    MADE: ClassVar[type]

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make the part."""
        return self.MADE(**{k: tuple(v) if isinstance(v, list) else v for k, v in loaded.items()})


class FigurePart(Part):
    """A figure a section asks for."""

    MADE = domain.Figure
    code = code(required=True)
    title = Text(max=300, min=1, required=True)


class SectionPart(Part):
    """A section a form asks for."""

    MADE = domain.Section
    code = code(required=True)
    title = Text(max=300, min=1, required=True)
    compulsory = yes_or_no(required=True)
    shared = yes_or_no(load_default=False)
    figures = fields.List(fields.Nested(FigurePart), load_default=list, validate=validate.Length(max=50))


def of_every_year(day: str) -> None:
    """Refuse what is no day, and the one that three years of four do not have."""
    try:
        dt.date.fromisoformat(f"2023-{day}")
    except ValueError as error:
        raise ValidationError("Not a day of every year, MM-DD.") from error


class BoundaryPart(Part):
    """A day of the year, in the period's year or some years from it."""

    MADE = domain.Boundary
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=-2, max=1))
    day = fields.String(required=True, validate=of_every_year)


class CutoffPart(Part):
    """The days a report covers."""

    MADE = domain.Cutoff
    start = fields.Nested(BoundaryPart, required=True)
    end = fields.Nested(BoundaryPart, required=True)


class AddTemplate(Schema):
    """A new dated form."""

    code = code(required=True)
    name = Text(max=300, min=1, required=True)
    host_kind = fields.String(required=True, validate=validate.OneOf(HOST_KINDS))
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
