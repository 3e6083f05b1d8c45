"""Sessions on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from chassis.requests import Schema
from services.directory.agencies.schemas import Id
from services.directory.officers.schemas import PositionView


class SignInBody(Schema):
    """Who signs in, and for which of the officer's positions; the first one held unless told."""

    username = fields.String(required=True, validate=validate.Length(min=1, max=200))
    password = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=200))
    position_id = Id()


class RefreshBody(Schema):
    """Which session goes on, perhaps in another position."""

    refresh_token = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=200))
    position_id = Id()


class SignOutBody(Schema):
    """Which session ends."""

    refresh_token = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=200))


class SeatView(PositionView):
    """A position with the names of its agency and unit."""

    agency_name = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)


class HolderView(Schema):
    """The officer who has signed in."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class SessionView(Schema):
    """A token for one position, and what it was issued for."""

    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    refresh_token = fields.String(required=True)
    officer = fields.Nested(HolderView, required=True)
    position = fields.Nested(SeatView, required=True)
    positions = fields.List(fields.Nested(SeatView), required=True)


class NothingView(Schema):
    """An empty object."""


class KeyView(Schema):
    """A public key, RFC 7517."""

    kty = fields.String(required=True)
    crv = fields.String(required=True)
    x = fields.String(required=True)
    kid = fields.String(required=True)
    use = fields.String(required=True)
    alg = fields.String(required=True)


class KeySetView(Schema):
    """The keys with which tokens are verified."""

    keys = fields.List(fields.Nested(KeyView), required=True)
