"""The blueprint of the room, and which service it asks."""

from __future__ import annotations

from flask import Blueprint

from services.portal.rooms.outgoing import labels

SERVICE = "directives"
blueprint = Blueprint("outgoing", __name__, template_folder="templates")
blueprint.context_processor(lambda: {"words": labels})
