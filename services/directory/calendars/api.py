"""The routes of working calendars, and their form on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from chassis.identity import requires
from chassis.requests import Schema, command, query
from services.directory.calendars import store, usecases

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx
    from services.directory.calendars.domain import Calendar

blueprint = Blueprint("calendars", __name__, url_prefix="/v1/calendars", description="Working days per year")


class CalendarChanges(Schema):
    """The days of a year; an absent list stays."""

    non_working = fields.List(
        fields.Date(),
        validate=validate.Length(max=366),
        metadata={"description": "weekdays on which offices rest"},
    )
    working = fields.List(
        fields.Date(),
        validate=validate.Length(max=366),
        metadata={"description": "Saturdays and Sundays worked in exchange"},
    )


class CalendarBody(CalendarChanges):
    """A new year with its days."""

    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=2000, max=2100))
    non_working = fields.List(fields.Date(), required=True, validate=validate.Length(max=366))
    working = fields.List(fields.Date(), load_default=list, validate=validate.Length(max=366))


class CalendarView(Schema):
    """A year as every signed-in officer sees it."""

    year = fields.Integer(required=True)
    version = fields.Integer(required=True)
    non_working = fields.List(fields.Date(), required=True)
    working = fields.List(fields.Date(), required=True)


@blueprint.route("/<int:year>", methods=["GET"])
@requires()
@query(CalendarView)
def read_calendar(tx: Tx, ctx: Context, args: Mapping[str, Any], year: int) -> Calendar | None:
    """Read the calendar of a year."""
    return store.find(tx, ctx, year)


@blueprint.route("", methods=["POST"])
@requires("admin")
@command(CalendarBody, CalendarView, status=201)
def draw_up_calendar(tx: Tx, ctx: Context, body: Mapping[str, Any]) -> Calendar:
    """Draw up the calendar of a year that has none."""
    return usecases.draw_up_calendar(tx, ctx, body)


@blueprint.route("/<int:year>", methods=["PATCH"])
@requires("admin")
@command(CalendarChanges, CalendarView, target=store.find, key=False)
def change_calendar(tx: Tx, ctx: Context, body: Mapping[str, Any], calendar: Calendar) -> Calendar:
    """Change the days of a year, as when the exchange days are announced."""
    return usecases.change_calendar(tx, ctx, body, calendar)
