"""Fields that the requests and answers of several parts of awards share."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import fields, post_load, validate

from chassis.requests import Schema, Text
from services.awards.domain import Subject

TYPES = ("thematic", "ad-hoc", "regular", "contribution", "long-service", "external", "resistance")
FORMS = ("praise", "certificate-of-merit", "certificate-of-commendation")
SUBJECT_KINDS = ("collective", "individual", "household")
MOST_EVIDENCE = 100


def one_of(values: tuple[str, ...], **options: Any) -> fields.String:
    """Return a field that takes one of `values`."""
    return fields.String(validate=validate.OneOf(values), **options)


def record_id(**options: Any) -> fields.String:
    """Return a field that takes an id."""
    return fields.String(validate=validate.Length(min=1, max=100), **options)


def day() -> fields.Date:
    """Return a field that takes a legal date; null is today."""
    return fields.Date(load_default=None, allow_none=True)


def words(most: int) -> Text:
    """Return a field that takes a text or null."""
    return Text(max=most, min=1, load_default=None, allow_none=True)


def cited(**options: Any) -> fields.List[Any]:
    """Return a field that takes ids of accepted reports."""
    return fields.List(record_id(), validate=validate.Length(max=MOST_EVIDENCE), **options)


class Part(Schema):
    """A part that loads into the domain's own word for it."""

    MADE: ClassVar[type]

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make the part."""
        return self.MADE(**{k: tuple(v) if isinstance(v, list) else v for k, v in loaded.items()})


class SubjectPart(Part):
    """Who is commended."""

    MADE = Subject
    kind = one_of(SUBJECT_KINDS, required=True)
    name = Text(max=200, min=1, required=True)
    unit = words(200)
    position = words(100)
