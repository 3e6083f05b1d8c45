"""Officers on the wire: names for the signed in, contacts for their own agency and administrators."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.identity import current
from chassis.requests import ListArgs, Schema, Text
from services.directory.agencies.schemas import MAX_LIST, Id
from services.directory.officers.domain import PERMISSIONS, ROLES

USERNAME = r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]"
MAX_IDS = 100


class PositionBody(Schema):
    """One position; `position_id` names one the officer already has."""

    position_id = Id()
    agency_id = Id(required=True)
    unit_id = Id(allow_none=True)
    roles = fields.List(
        fields.String(validate=validate.OneOf(ROLES)), required=True, validate=validate.Length(min=1, max=9)
    )
    permissions = fields.List(
        fields.String(validate=validate.OneOf(PERMISSIONS)), validate=validate.Length(max=9)
    )
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True)


class OfficerBody(Schema):
    """What an administrator states about a new officer."""

    name = Text(required=True, min=1, max=100)
    email = fields.Email(allow_none=True, validate=validate.Length(max=200))
    phone = Text(allow_none=True, max=40)
    positions = fields.List(
        fields.Nested(PositionBody), required=True, validate=validate.Length(min=1, max=MAX_LIST)
    )


class OfficerChanges(OfficerBody):
    """What an administrator changes; an absent field stays, `active` false dismisses."""

    active = fields.Boolean()

    def __init__(self, **options: Any) -> None:
        # Only the officer's own fields may be absent: a position is stated whole.
        super().__init__(partial=("name", "email", "phone", "positions", "active"), **options)


class AccountBody(Schema):
    """A user name and a new password."""

    username = fields.String(required=True, validate=validate.Regexp(f"^{USERNAME}$"))
    password = fields.String(required=True, load_only=True, validate=validate.Length(min=12, max=128))


class AccountView(Schema):
    """An account without its secret."""

    officer_id = fields.String(required=True)
    username = fields.String(required=True)


class PositionView(Schema):
    """A position of an officer."""

    position_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    permissions = fields.List(fields.String(), required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class ContactView(Schema):
    """How an officer is reached."""

    officer_id = fields.String(required=True, attribute="id")
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)


class ReachView(Schema):
    """The contacts within an officer's view."""

    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)


class OfficerView(Schema):
    """An officer; `contact` is null for readers of other agencies."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    active = fields.Boolean(required=True)
    positions = fields.List(fields.Nested(PositionView), required=True)
    contact = fields.Method("visible_contact", required=True, allow_none=True)

    def visible_contact(self, officer: Any) -> Any:
        """Return the contacts when the reader is of the same agency or an administrator."""
        reader = current()
        own = any(one.agency_id in reader.scope.agency_ids for one in officer.positions)
        return ReachView().dump(officer) if own or "admin" in reader.actor.roles else None


class IdList(fields.String):
    """At most 100 ids, separated by commas."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        ids = [one for one in str(super()._deserialize(value, attr, data, **options)).split(",") if one]
        if not 0 < len(ids) <= MAX_IDS:
            raise ValidationError(f"1 to {MAX_IDS} ids, separated by commas.")
        return ids


class OfficerArgs(ListArgs):
    """How officers are looked for; `ids` asks once for all whom a page names."""

    ids = IdList(load_default=None, metadata={"description": "at most 100 ids, separated by commas"})
    agency_id = Id(load_default=None)
    role = fields.String(load_default=None, validate=validate.OneOf(ROLES))
    active = fields.Boolean(load_default=None)
    q = Text(load_default=None, max=64, metadata={"description": "beginning of a word of the name"})


class ContactArgs(Schema):
    """Whose contacts a service needs."""

    officer_ids = IdList(required=True, metadata={"description": "ids, separated by commas"})
