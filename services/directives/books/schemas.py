"""Requests and answers of books."""

from __future__ import annotations

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema, Text
from services.directives.issuing.domain import TYPES

CODE = validate.Regexp(r"^[a-z0-9][a-z0-9-]{0,29}$")
MOST = 9_999_999


class OpenBook(Schema):
    """A book to open; arrivals go into the book `incoming`, which has no types."""

    book = Text(max=30, required=True, validate=CODE, attribute="code")
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1990, max=2200))
    document_types = fields.List(
        fields.String(validate=validate.OneOf(tuple(TYPES))),
        load_default=list,
        validate=validate.Length(max=29),
    )
    last_number = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=MOST))


class BookView(Schema):
    """A book."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    agency_id = fields.String(required=True)
    book = fields.String(required=True, attribute="code")
    year = fields.Integer(required=True)
    document_types = fields.List(fields.String(), required=True)
    last_number = fields.Integer(required=True)
    opened_by = fields.String(required=True)
    opened_on = fields.Date(required=True)


class BookArgs(ListArgs):
    """Filters of the list."""

    year = fields.Integer(load_default=None)
