"""The room's blueprint with all its pages."""

from __future__ import annotations

from services.portal.rooms.reports import drafts, periods, requirements, submissions
from services.portal.rooms.reports.room import blueprint

__all__ = ["blueprint", "drafts", "periods", "requirements", "submissions"]
