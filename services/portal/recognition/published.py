"""Published awards, asked of the awards service: names stay with it and are in no event (events.md §1)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import requests
from flask import g
from marshmallow import EXCLUDE, ValidationError, fields

from chassis.errors import Refusal
from chassis.pages import Page
from chassis.runtime import runtime
from chassis.schemas import Schema
from services.portal.settings import PortalSettings

# To connect, and between bytes of the answer: a page that anybody may ask for must not hold a thread long.
TIMEOUT_SECONDS = (1, 3)
AWAY_SECONDS = 30
ROWS = 50


class Answer(Schema):
    """What another service answers; it may say more than is read here."""

    class Meta:
        """Leave aside what is not read."""

        unknown = EXCLUDE


class Award(Answer):
    """What everybody may know of an award."""

    id = fields.String(required=True)
    subject_kind = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    position = fields.String(required=True, allow_none=True)
    achievement = fields.String(required=True)
    form = fields.String(required=True)
    symbol = fields.String(required=True)
    decided_on = fields.Date(required=True)
    published_on = fields.Date(required=True)


class Awards(Answer):
    """A page of awards."""

    items = fields.List(fields.Nested(Award), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


def newest(cursor: str | None = None) -> Page:
    """Return a page of published awards, the latest first.

    Raises Refusal `invalid-input` for a cursor that is not the awards service's, `awards-away` while it
    does not answer.
    """
    asked = {"limit": ROWS} | ({"cursor": cursor} if cursor else {})
    return Page(**_ask("", Awards(), asked))


def one(award_id: str) -> dict[str, Any]:
    """Return a published award; raises Refusal `not-found` when there is none, or `awards-away`."""
    return _ask(f"/{quote(award_id, safe='')}", Award(), {})


def _ask(path: str, schema: Schema, asked: dict[str, Any]) -> dict[str, Any]:
    settings: PortalSettings = runtime().settings  # type: ignore[assignment]
    url = f"{settings.awards_url.rstrip('/')}/v1/public/awards{path}"
    headers = {"X-Request-ID": g.request_id, "traceparent": g.traceparent}
    try:
        answer = requests.get(url, asked, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        if answer.status_code == HTTPStatus.OK:
            told: dict[str, Any] = schema.load(answer.json())
            return told
    except (requests.RequestException, ValueError, ValidationError) as error:
        raise _away() from error
    if answer.status_code == HTTPStatus.NOT_FOUND and path:
        raise Refusal("not-found")
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "cursor" in asked:
        raise Refusal("invalid-input", "/cursor")
    raise _away()


def _away() -> Refusal:
    return Refusal("awards-away", seconds=AWAY_SECONDS)
