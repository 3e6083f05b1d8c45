"""Groups on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from chassis.requests import Schema, Text
from services.directory.agencies.domain import KINDS
from services.directory.agencies.schemas import MAX_NAME, Id

# Both lists and all names fit into one event of 64 KiB.
MAX_MEMBERS, MAX_ALIASES = 500, 20


class RuleBody(Schema):
    """All given keys hold; `include` belongs besides, `exclude` does not."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    parent_id = Id(metadata={"description": "the direct parent"})
    level = fields.Integer(strict=True, validate=validate.Range(min=0, max=20))
    include = fields.List(Id(), load_default=list, validate=validate.Length(max=MAX_MEMBERS))
    exclude = fields.List(  # type: ignore[assignment]
        Id(), load_default=list, validate=validate.Length(max=MAX_MEMBERS)
    )


class GroupChanges(Schema):
    """What an administrator changes; the code stays, a rule is replaced whole."""

    name = Text(min=1, max=MAX_NAME)
    aliases = fields.List(Text(min=1, max=MAX_NAME), validate=validate.Length(max=MAX_ALIASES))
    rule = fields.Nested(RuleBody)


class GroupBody(GroupChanges):
    """What an administrator states about a new group."""

    code = Text(required=True, min=1, max=60)
    name = Text(required=True, min=1, max=MAX_NAME)
    rule = fields.Nested(RuleBody, required=True)


class RuleView(Schema):
    """A rule with the keys it has."""

    kind = fields.String()
    parent_id = fields.String()
    level = fields.Integer()
    include = fields.List(fields.String(), required=True)
    exclude = fields.List(fields.String(), required=True)  # type: ignore[assignment]


class GroupView(Schema):
    """A group as every signed-in officer sees it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    rule = fields.Method("given_rule", required=True)

    def given_rule(self, group: Any) -> Any:
        """Return the rule without the keys it does not have."""
        return RuleView().dump(group.rule.given())
