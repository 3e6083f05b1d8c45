"""What the address of a page may ask for; anything else is an error and not a silence."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import fields, validate

from chassis.pages import Paging
from chassis.schemas import Schema, Text
from services.portal.pages import labels

ROWS = 50


class PageArgs(Schema):
    """Where in a list to go on."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=2000))


class JourneyArgs(PageArgs):
    """Which branch to look into, and where its lists and the timeline go on."""

    branch = Text(load_default=None, allow_none=True, max=64)
    branches = fields.String(load_default=None, validate=validate.Length(max=2000))
    agencies = fields.String(load_default=None, validate=validate.Length(max=2000))


class SearchArgs(PageArgs):
    """Which directives to list; a field of the form that was left empty asks nothing."""

    symbol = Text(load_default="", max=64)
    relation = fields.String(load_default="", validate=validate.OneOf(["", *labels.RELATIONS]))


def asked(schema: type[Schema]) -> dict[str, Any]:
    """Return what the address asks; raises ValidationError for what the schema does not know."""
    told: dict[str, Any] = schema().load(request.args.to_dict())
    return told


def paging(told: dict[str, Any], name: str = "cursor") -> Paging:
    """Return which rows to show of a list; `name` is what the address calls its cursor."""
    return {"limit": ROWS, "cursor": told[name]}
