"""Agencies on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.requests import ListArgs, Schema, Text
from services.directory.agencies.domain import KINDS

MAX_NAME, MAX_LIST = 200, 50


class Id(Text):
    """An opaque id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min=1, max=64, **options)


class AgencyBody(Schema):
    """What an administrator states about an agency."""

    name = Text(required=True, min=1, max=MAX_NAME)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True)
    code_qd20 = Text(max=35, allow_none=True)
    code_qcvn = Text(max=13, allow_none=True)
    aliases = fields.List(Text(min=1, max=MAX_NAME), validate=validate.Length(max=MAX_LIST))
    parent_id = Id(allow_none=True)
    successors = fields.List(Id(), validate=validate.Length(max=MAX_LIST))


class AgencyChanges(AgencyBody):
    """What an administrator changes; an absent field stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(partial=True, **options)


class AgencyView(Schema):
    """An agency as every signed-in officer sees it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    code_qd20 = fields.String(required=True, allow_none=True)
    code_qcvn = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    level = fields.Integer(required=True, metadata={"description": "depth in the tree; 0 stands outside"})
    parent_id = fields.String(required=True, allow_none=True)
    path = fields.List(fields.String(), required=True, metadata={"description": "root to parent"})
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    successors = fields.List(fields.String(), required=True)


class AsOfArgs(ListArgs):
    """A list of what is valid on a day."""

    as_of = fields.Date(load_default=None, metadata={"description": "today unless told"})


class AgencyArgs(AsOfArgs):
    """How agencies are looked for."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    parent_id = Id(load_default=None)
    q = Text(
        load_default=None,
        max=64,
        metadata={"description": "beginning of a word of a name or alias; tone marks do not matter"},
    )
