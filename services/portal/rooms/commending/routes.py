"""The room of commending: every page of it, on one blueprint."""

from __future__ import annotations

from services.portal.rooms.commending import criteria, decisions, exemplars, nominations, publications
from services.portal.rooms.commending.room import blueprint

__all__ = ["blueprint", "criteria", "decisions", "exemplars", "nominations", "publications"]
