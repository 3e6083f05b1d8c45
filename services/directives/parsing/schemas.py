"""Request and answer of reading a text; the answer is what `parse` prints (events.md §4)."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import Schema


class ParseText(Schema):
    """The text of one or several documents, faults of scanning included; it is kept sign for sign."""

    text = fields.String(required=True)


class DocumentsView(Schema):
    """The documents of the text, in their order; none when it holds none."""

    documents = fields.List(fields.Dict(), required=True)
