"""OpenAPI 3.1 of a service, from its schemas and routes; building the app opens no connection.

1. `command` and `query` leave on each view what it was made of (`_apidoc`), which its blueprint collects.
2. That is turned into the parameters and answers flask-smorest writes down.
3. The document is committed; a running service answers with the committed file on /openapi.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import fields

from chassis.app import create_app
from chassis.problems import MEDIA_TYPE
from chassis.schemas import NoArgs, Schema
from chassis.service import Service
from chassis.settings import read_settings
from infra.contracts.catalogue import ROOT


def file_of(service: Service) -> Path:
    """Return where the document of a service is kept."""
    return ROOT / "contracts" / "http" / f"{service.name}.openapi.json"


def document(service: Service) -> str:
    """Return the document a running service answers with on /openapi.json."""
    api = Description(create_app(service, read_settings(service, {})), f"Liêm Chính: {service.name}")
    for blueprint in service.blueprints:
        api.describe(blueprint)
    return json.dumps(api.spec.to_dict(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


class ProblemItem(Schema):
    """One field at fault."""

    pointer = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """The body of every error, RFC 9457."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "stable, English"})
    errors = fields.List(fields.Nested(ProblemItem), required=True)
    trace_id = fields.String(required=True)


class Description(Api):
    """flask-smorest's description of an app whose errors are problem+json."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask, title: str) -> None:
        told = {"title": title, "version": "v1", "openapi_version": "3.1.0"}
        super().__init__(app, spec_kwargs=told)

    def describe(self, blueprint: Blueprint) -> None:
        """Add the routes of a blueprint of the app."""
        for methods in blueprint._docs.values():
            for known in methods.values():
                for kind, description in DESCRIPTIONS.items():
                    if known and kind in known:
                        known.update(description(*known[kind]))
        blueprint.register_views_in_doc(self, self._app, self.spec, name=blueprint.name, parameters=None)
        self.spec.tag({"name": blueprint.name, "description": blueprint.description})

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = MEDIA_TYPE
        super()._register_responses()
        # Without the instance's own value the class's counts again: plain JSON for every other answer.
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


def _header(name: str, description: str, required: bool = True) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


_KEY = _header("Idempotency-Key", "repeats the answer instead of the effect; kept 72 hours")
_IF_MATCH = _header("If-Match", "the ETag you have read")
_IF_NONE_MATCH = _header("If-None-Match", "304 when nothing changed", required=False)
_ETAG = {"ETag": {"description": "the version, for If-Match", "schema": {"type": "string"}}}


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


DESCRIPTIONS: dict[str, Callable[..., dict[str, Any]]] = {"command": of_command, "query": of_query}


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


@cache
def _page_of(view: type[Schema]) -> type[Schema]:
    shape = {
        "items": fields.List(fields.Nested(view), required=True),
        "next_cursor": fields.String(required=True, allow_none=True),
    }
    return type(f"{view.__name__}Page", (Schema,), shape)
