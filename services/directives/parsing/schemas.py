"""Request and answer of reading a text; the answer is what `parse` prints (events.md §4)."""

from __future__ import annotations

from marshmallow import ValidationError, fields

from chassis.requests import Schema


def is_writable(text: str) -> None:
    """Refuse half of a surrogate pair: JSON can carry it, no answer can."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValidationError("The text holds half of a surrogate pair.")


class ParseText(Schema):
    """The text of one or several documents, faults of scanning included; it is kept sign for sign."""

    text = fields.String(required=True, validate=is_writable)


class DocumentsView(Schema):
    """The documents of the text, in their order; none when it holds none."""

    documents = fields.List(fields.Dict(), required=True)
