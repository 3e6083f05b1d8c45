"""One way to the public APIs: with the person's token and language, never longer than a page may wait.

No rule is repeated here: what a service refuses it says in its own words, which the page shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from flask import g

from chassis.errors import Refusal
from chassis.runtime import runtime
from services.portal.pages.language import chosen
from services.portal.sessions.tokens import current_session

# To connect, and between bytes of the answer.
TIMEOUT_SECONDS = (1, 8)
GONE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CODES = {HTTPStatus.UNAUTHORIZED: "unauthenticated", HTTPStatus.FORBIDDEN: "forbidden"}


class ServiceAway(Exception):
    """A service does not answer, or not as it promises; `service` is its name."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class Rejected(Exception):
    """A service refused what a form asked; `problem` is its problem+json, in the reader's language."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("code"))
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, str]] = problem.get("errors") or []


@dataclass(frozen=True)
class Found:
    """What a service answered: the body, and the ETag by which a later step names what it was based on."""

    body: dict[str, Any] = field(default_factory=dict)
    version: str = ""


def read(service: str, path: str, **asked: Any) -> Found:
    """Return what a GET answers; `asked` leaves out what is None.

    Raises ServiceAway, Rejected for an address that the service does not understand, and Refusal
    `unauthenticated`, `forbidden` or `not-found`, which are the page's as well.
    """
    wanted = {name: value for name, value in asked.items() if value not in (None, "")}
    return _answer(service, _ask("GET", service, path, params=wanted))


def send(
    method: str, service: str, path: str, body: dict[str, Any], *, key: str = "", version: str = ""
) -> Found:
    """Take a step: `version` is the ETag the form was based on, `key` the form's own idempotency key.

    Raises as `read` does; a form sent twice has the effect of one.
    """
    given = {"Idempotency-Key": key, "If-Match": version}
    headers = {name: value for name, value in given.items() if value}
    return _answer(service, _ask(method, service, path, json=body, headers=headers))


def _ask(method: str, service: str, path: str, **request: Any) -> requests.Response:
    address = getattr(runtime().settings, f"{service}_url").rstrip("/")
    headers = _about_the_reader() | request.pop("headers", {})
    try:
        return requests.request(
            method,
            f"{address}{path}",
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            **request,
        )
    except requests.RequestException as error:
        raise ServiceAway(service) from error


def _about_the_reader() -> dict[str, str]:
    headers = {"Accept-Language": chosen(), "X-Request-ID": g.request_id, "traceparent": g.traceparent}
    token = current_session().get("token")
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


def _answer(service: str, answer: requests.Response) -> Found:
    try:
        told = answer.json() if answer.content else {}
    except ValueError as error:
        raise ServiceAway(service) from error
    if not isinstance(told, dict) or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServiceAway(service)
    if answer.ok:
        return Found(told, answer.headers.get("ETag", ""))
    if answer.status_code in GONE and not told.get("errors"):
        _refuse(HTTPStatus(answer.status_code), told)
    raise Rejected(told)


def _refuse(status: HTTPStatus, told: dict[str, Any]) -> None:
    """Answer as a page does, unless the service names a rule of its own, which is the form's to show."""
    plain = CODES.get(status, "not-found")
    if told.get("code") in (plain, None):
        raise Refusal(plain)
