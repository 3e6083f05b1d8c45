"""One way to the public APIs: with the person's token and language, never longer than a page may wait.

No rule is repeated here: what a service refuses it says in its own words, which the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests
from flask import g

from chassis.errors import Refusal
from chassis.runtime import runtime
from services.portal.pages.language import chosen
from services.portal.sessions.tokens import current_session

# To connect, and between bytes of the answer. A step may number a document and freeze its recipients.
READ_SECONDS, STEP_SECONDS = (1.0, 4.0), (1.0, 8.0)
AWAY_SECONDS = 30
GET = "GET"
PAGES = {HTTPStatus.FORBIDDEN: "forbidden", HTTPStatus.NOT_FOUND: "not-found"}


class ServiceAway(Exception):
    """A service does not answer, or not as it promises; `service` is its name, `seconds` how long to wait."""

    def __init__(self, service: str, seconds: int = AWAY_SECONDS) -> None:
        super().__init__(service)
        self.service = service
        self.seconds = seconds


class Rejected(Exception):
    """A service refused what it was asked: its problem+json, in the reader's language (RFC 9457).

    `errors` are its items `{pointer, code, detail}`; `seconds` how long to wait, where it says so.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], seconds: int | None = None) -> None:
        super().__init__(problem.get("code"))
        self.status = status
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, str]] = problem.get("errors") or []
        self.seconds = seconds


@dataclass(frozen=True)
class Found:
    """What a service answered: the body, and the ETag by which a later step names what it was based on."""

    body: dict[str, Any] = field(default_factory=dict)
    version: str = ""


def read(service: str, *path: str, **asked: Any) -> Found:
    """Return what `GET /v1/<path>` answers; each part of the path is one segment, whatever it holds.

    What is None or empty of `asked` is not asked. Raises ServiceAway, Rejected for a question that the
    service does not understand, and Refusal `forbidden` or `not-found`, which are the page's as well.
    """
    wanted = {name: value for name, value in asked.items() if value not in (None, "")}
    return _call(GET, service, path, params=wanted)


def send(
    service: str,
    *path: str,
    body: Mapping[str, Any],
    form: Mapping[str, str],
    method: str = "POST",
) -> Found:
    """Take a step as `form` asks for it: its `version` becomes If-Match, its `key` the Idempotency-Key.

    Raises as `read` does, and Rejected for what a rule forbids. A form sent twice has the effect of one.
    """
    given = {"Idempotency-Key": form.get("key"), "If-Match": form.get("version")}
    headers = {name: value for name, value in given.items() if value}
    return _call(method, service, path, json=body, headers=headers)


@contextmanager
def patience(connect: float, answer: float) -> Iterator[None]:
    """Let the readings inside wait so many seconds and no longer."""
    g.patience = (connect, answer)
    try:
        yield
    finally:
        g.pop("patience")


def _call(method: str, service: str, path: tuple[str, ...], **request: Any) -> Found:
    address = getattr(runtime().settings, f"{service}_url").rstrip("/")
    url = "/".join([f"{address}/v1", *map(_segment, path)])
    headers = _about_the_reader() | request.pop("headers", {})
    timeout = g.get("patience", READ_SECONDS) if method == GET else STEP_SECONDS
    try:
        answer = requests.request(
            method, url, headers=headers, timeout=timeout, allow_redirects=False, **request
        )
        told = answer.json() if answer.content else {}
    except (requests.RequestException, ValueError) as error:
        raise ServiceAway(service) from error
    return _understood(service, answer, told)


def _segment(part: str) -> str:
    """Return a part of a path that names nothing above or beside it."""
    if not part.strip("."):
        raise Refusal("not-found")
    return quote(part, safe="")


def _about_the_reader() -> dict[str, str]:
    headers = {"Accept-Language": chosen(), "X-Request-ID": g.request_id, "traceparent": g.traceparent}
    token = current_session().get("token")
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


def _understood(service: str, answer: requests.Response, told: Any) -> Found:
    """Return the answer or raise; a service that does not know our token promises something else."""
    status, seconds = answer.status_code, _seconds(answer.headers.get("Retry-After", ""))
    failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.UNAUTHORIZED
    if failed or not isinstance(told, dict) or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise ServiceAway(service, seconds or AWAY_SECONDS)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Found(told, answer.headers.get("ETag", ""))
    plain = PAGES.get(HTTPStatus(status))
    if plain and told.get("code", plain) == plain:
        raise Refusal(plain)
    raise Rejected(status, told, seconds)


def _seconds(told: str) -> int | None:
    return int(told) if told.isdecimal() else None
