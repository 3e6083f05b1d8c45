"""The OpenAPI description of commands and queries, in the form flask-smorest collects (`_apidoc`)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from marshmallow import fields

from chassis.schemas import NoArgs, Schema

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "repeats the answer instead of the effect; kept 72 hours",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "the ETag you have read",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "304 when nothing changed",
    "schema": {"type": "string"},
}
_ETAG = {"ETag": {"description": "the version, for If-Match", "schema": {"type": "string"}}}
_PAGES: dict[type[Schema], type[Schema]] = {}


def of_command(body: Schema, view: Schema, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a command from its schemas and options."""
    parameters = [_KEY] if options.get("key", True) else []
    if options.get("target"):
        parameters.append(_IF_MATCH)
    described: dict[str, Any] = {} if isinstance(body, NoArgs) else {"arguments": _located(body, "json")}
    return described | _answered(view, options.get("status", 200)) | _headers(parameters)


def of_query(args: Schema, view: Schema, page: bool) -> dict[str, Any]:
    """Return the description of a query from its schemas."""
    described: dict[str, Any] = {"arguments": _located(args, "query")} if args.fields else {}
    return described | _answered(_page_of(type(view)) if page else view, 200) | _headers([_IF_NONE_MATCH])


def _located(schema: Schema, location: str) -> dict[str, Any]:
    return {"parameters": [{"in": location, "required": True, "schema": schema}]}


def _headers(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {"manual_doc": {"parameters": parameters}}


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
