"""The route that reads a text for a person who drafts; nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from chassis.errors import Refusal
from chassis.identity import requires
from services.directives.parsing import schemas
from services.directives.parsing.parse import SecretDocument, parse

blueprint = Blueprint("parsing", __name__, url_prefix="/v1/parse", description="Reading documents from text")


@blueprint.route("", methods=["POST"])
@requires("officer", "clerk")
@blueprint.response(200, schemas.DocumentsView)
def read_text() -> dict[str, Any]:
    """Read the documents of a text; a secret one is refused whole."""
    asked = schemas.ParseText().load(request.get_json(silent=True) or {})
    try:
        return parse(asked["text"])
    except SecretDocument as error:
        raise Refusal("secrecy-refused", "/text") from error
