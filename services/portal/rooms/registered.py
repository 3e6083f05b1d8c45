"""The rooms that are there: a new one is added here, and its door in menu/places.py."""

from __future__ import annotations

from services.portal.rooms.commending import routes as commending
from services.portal.rooms.desk import routes as desk
from services.portal.rooms.incoming import routes as incoming
from services.portal.rooms.menu import routes as menu
from services.portal.rooms.notices import routes as notices
from services.portal.rooms.outgoing import routes as outgoing
from services.portal.rooms.reports import routes as reports

BLUEPRINTS = (
    menu.blueprint,
    desk.blueprint,
    outgoing.blueprint,
    incoming.blueprint,
    reports.blueprint,
    commending.blueprint,
    notices.blueprint,
)
