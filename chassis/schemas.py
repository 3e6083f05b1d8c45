"""Schemas of requests and answers: strict about unknown fields, normalising about text (security.md §3)."""

import unicodedata
from typing import Any

import marshmallow
from marshmallow import ValidationError, fields, validate

from chassis.text import nfc

MAX_PAGE = 100
DEFAULT_PAGE = 20


class Schema(marshmallow.Schema):
    """A schema that refuses a field it does not know and dumps the fields in their written order."""

    class Meta:
        """Refuse what is unknown, so that a mistyped field is an error and not a silence."""

        unknown = marshmallow.RAISE


class Text(fields.String):
    """A text in NFC without blanks around; `max` counts after normalising (libraries.md trap 14)."""

    def __init__(self, *, max: int = 500, min: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.validators.insert(0, validate.Length(min=min, max=max))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = nfc(super()._deserialize(value, attr, data, **options)).strip()
        if any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in text):
            raise ValidationError("Control characters are not allowed.")
        return text


class ListArgs(Schema):
    """The query parameters of every list; a list with filters subclasses it."""

    limit = fields.Integer(
        load_default=DEFAULT_PAGE,
        validate=validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": f"at most so many items; {DEFAULT_PAGE} unless told, {MAX_PAGE} at most"},
    )
    cursor = fields.String(
        load_default=None,
        validate=validate.Length(max=2000),
        metadata={"description": "next_cursor of the page before"},
    )


class NoArgs(Schema):
    """The query parameters of a route that takes none."""
