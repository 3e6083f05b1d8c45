"""The OpenAPI description of commands and queries, in the form flask-smorest collects (`_apidoc`)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from marshmallow import fields

from chassis.schemas import NoArgs, Schema


def _header(name: str, description: str, required: bool = True) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


_KEY = _header("Idempotency-Key", "repeats the answer instead of the effect; kept 72 hours")
_IF_MATCH = _header("If-Match", "the ETag you have read")
_IF_NONE_MATCH = _header("If-None-Match", "304 when nothing changed", required=False)
_ETAG = {"ETag": {"description": "the version, for If-Match", "schema": {"type": "string"}}}
_PAGES: dict[type[Schema], type[Schema]] = {}


def of_command(body: Schema, view: Schema, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a command from its schemas and options."""
    parameters = [] if isinstance(body, NoArgs) else [_located(body, "json")]
    if options.get("key", True):
        parameters.append(_KEY)
    if options.get("target"):
        parameters.append(_IF_MATCH)
    return {"arguments": {"parameters": parameters}} | _answered(view, options.get("status", 200))


def of_query(args: Schema, view: Schema, page: bool) -> dict[str, Any]:
    """Return the description of a query from its schemas."""
    parameters = [_located(args, "query"), _IF_NONE_MATCH] if args.fields else [_IF_NONE_MATCH]
    return {"arguments": {"parameters": parameters}} | _answered(_page_of(type(view)) if page else view, 200)


def _located(schema: Schema, location: str) -> dict[str, Any]:
    return {"in": location, "required": True, "schema": schema}


def _answered(view: Any, status: int) -> dict[str, Any]:
    described = {
        "schema": view,
        "description": HTTPStatus(status).phrase,
        "content_type": "application/json",
        "headers": _ETAG,
    }
    return {"response": {"responses": {status: [described]}}, "success_status_codes": [status]}


def _page_of(view: type[Schema]) -> type[Schema]:
    if view not in _PAGES:
        shape = {
            "items": fields.List(fields.Nested(view), required=True),
            "next_cursor": fields.String(required=True, allow_none=True),
        }
        _PAGES[view] = type(f"{view.__name__}Page", (Schema,), shape)
    return _PAGES[view]
