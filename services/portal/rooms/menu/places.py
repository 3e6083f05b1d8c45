"""The places of the menu in their order, and how much waits in each for who looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from chassis.context import Actor
from chassis.errors import Refusal
from services.portal.calls.client import Rejected, ServiceAway, patience, read
from services.portal.rooms.desk import errands

# A count that is not there at once is left out: the page does not wait for it.
CONNECT_SECONDS, ANSWER_SECONDS = 0.2, 0.5
Count = Callable[[Actor], str]


@dataclass(frozen=True)
class Place:
    """A room: where its door is, what it is called, what its count says to who cannot see it.

    `beside` are pages outside the room that belong to it for the reader.
    """

    endpoint: str
    name: Any
    count: Count | None = None
    counted: Any = ""
    beside: str = ""


def _unread(actor: Actor) -> str:
    return str(read("notifications", "notifications", "unread").body["unread"])


PLACES = (
    Place("desk.desk", _("Việc của tôi"), errands.count, _("việc đang chờ")),
    Place("outgoing.documents", _("Văn bản đi")),
    Place("incoming.arrivals", _("Văn bản đến")),
    Place("pages.directives", _("Hành trình")),
    Place("reports.requirements", _("Báo cáo")),
    Place("notices.listed", _("Thông báo"), _unread, _("thông báo chưa đọc")),
    Place("commending.exemplars", _("Khen thưởng"), beside="awards"),
)


def open_places() -> list[Place]:
    """Return the places whose door is there."""
    return [place for place in PLACES if place.endpoint in current_app.view_functions]


def counts(places: list[Place], actor: Actor) -> Mapping[str, str]:
    """Return how much waits in each place, by its endpoint; nothing where nothing waits or nobody says."""
    with patience(CONNECT_SECONDS, ANSWER_SECONDS):
        told = {place.endpoint: _count(place.count, actor) for place in places if place.count}
    return {endpoint: number for endpoint, number in told.items() if number not in ("", "0")}


def _count(count: Count, actor: Actor) -> str:
    try:
        return count(actor)
    except (ServiceAway, Rejected, Refusal, KeyError):
        return ""
