"""The routes of the room: its documents, how they are written, the books that number them."""

from __future__ import annotations

from services.portal.rooms.outgoing import books, documents, drafting
from services.portal.rooms.outgoing.blueprint import blueprint

__all__ = ["blueprint", "books", "documents", "drafting"]
