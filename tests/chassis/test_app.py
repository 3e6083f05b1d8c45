"""The app factory: deny by default, headers of every answer, the document of the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask_smorest import Blueprint

from chassis.app import create_app, database
from chassis.identity import public, requires
from chassis.service import Service
from chassis.settings import Settings, read_settings
from infra.contracts.openapi import document, file_of
from services.directory.main import SERVICE as DIRECTORY
from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted


def settings(**environ: str) -> Settings:
    return read_settings(NOTES, environ)


def with_routes(*views: Callable[[], str]) -> Service:
    blueprint = Blueprint("open", __name__, url_prefix="/v1/open", description="Open")
    for view in views:
        blueprint.route(f"/{view.__name__}")(view)
    return Service(name="open", port=1, blueprints=[blueprint])


def forgotten() -> str:
    return "data"


def unheard() -> str:
    return "data"


@public
def shown() -> str:
    return "data"


@requires("leader")
def guarded() -> str:
    return "data"


def test_a_route_without_a_declaration_keeps_the_app_from_starting() -> None:
    with pytest.raises(RuntimeError, match=r"open\.forgotten, open\.unheard$"):
        create_app(with_routes(forgotten, shown, guarded, unheard), settings())


def test_a_route_added_by_the_service_itself_is_checked_too() -> None:
    def prepare(app: Flask) -> None:
        app.add_url_rule("/late", view_func=forgotten)

    with pytest.raises(RuntimeError, match="forgotten"):
        create_app(replace(NOTES, prepare_app=prepare), settings())


def test_a_plain_view_is_guarded_like_a_command() -> None:
    client = create_app(with_routes(shown, guarded), settings()).test_client()
    assert client.get("/v1/open/shown").status_code == 200
    assert client.get("/v1/open/guarded").status_code == 401


def test_every_answer_has_the_headers_that_protect_it() -> None:
    client = create_app(NOTES, settings()).test_client()
    for path in ("/healthz", "/nowhere", "/v1/notes"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-cache, private"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Strict-Transport-Security" not in headers


def test_strict_transport_is_asked_for_only_where_the_address_is_https() -> None:
    client = create_app(NOTES, settings(PUBLIC_URL="https://so.example.vn")).test_client()
    assert "max-age=31536000" in client.get("/healthz").headers["Strict-Transport-Security"]


def test_a_view_keeps_a_header_of_its_own() -> None:
    @public
    def cached() -> tuple[str, dict[str, str]]:
        return "data", {"Cache-Control": "max-age=60"}

    client = create_app(with_routes(cached), settings()).test_client()
    assert client.get("/v1/open/cached").headers["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("sent", ["", "short", "with blank inside", "a" * 65, "<script>"])
def test_a_request_id_that_is_none_is_replaced(sent: str) -> None:
    client = create_app(NOTES, settings()).test_client()
    assert client.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"] != sent
    assert (
        client.get("/healthz", headers={"X-Request-ID": "request-1"}).headers["X-Request-ID"] == "request-1"
    )


def test_the_document_says_what_the_api_does() -> None:
    told = json.loads(document(NOTES))
    assert told["openapi"] == "3.1.0"
    operation = told["paths"]["/v1/notes/{note_id}/close"]["post"]
    assert {item["name"] for item in operation["parameters"]} == {"Idempotency-Key", "If-Match"}
    assert "application/json" in operation["requestBody"]["content"]
    assert "application/json" in operation["responses"]["200"]["content"]
    listed = told["paths"]["/v1/notes"]["get"]
    assert {item["name"] for item in listed["parameters"]} == {
        "limit",
        "cursor",
        "state",
        "number",
        "If-None-Match",
    }


def test_an_api_answers_with_its_committed_document() -> None:
    app = create_app(DIRECTORY, read_settings(DIRECTORY, {}))
    assert app.test_client().get("/openapi.json").json == json.loads(file_of(DIRECTORY).read_text("utf-8"))


def test_the_document_says_that_errors_are_problems() -> None:
    told = json.loads(document(NOTES))
    content = told["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert list(content) == ["application/problem+json"]
    assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_views_reach_the_database_of_the_app(hosted: Callable[[Service], Hosted]) -> None:
    notes = hosted(NOTES)
    with notes.app.app_context():
        assert database() is notes.database
