"""A reader without scripts: follows links, fills in forms, sees what a page says."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.web import Hosted


def text_of(answer: TestResponse) -> str:
    """Return the words of a page, blanks collapsed."""
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", html.unescape(plain)).strip()


@dataclass
class Page(HTMLParser):
    """The tags of a page, in order, with their attributes."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [about for tag, about in self.tags if tag == name]


def page_of(answer: TestResponse) -> Page:
    page = Page()
    page.feed(answer.get_data(as_text=True))
    return page


class Reader:
    """A browser of one person."""

    def __init__(self, portal: Hosted, **headers: str) -> None:
        self.client: FlaskClient = portal.app.test_client()
        self.headers = {"Accept": "text/html", **headers}

    def get(self, path: str, **options: Any) -> TestResponse:
        # Read to the end and closed: a static file is an open file until then.
        return self.client.get(path, headers=self.headers, buffered=True, **options)

    def send(self, path: str, token: str | None = None, **fields: str) -> TestResponse:
        """Send a form; its token is read from the sign-in page unless given."""
        known = {"csrf_token": self.form_token() if token is None else token}
        return self.client.post(path, data=known | fields, headers=self.headers)

    def form_token(self, path: str = "/sign-in") -> str:
        page = page_of(self.get(path, follow_redirects=True))
        return next(str(one["value"]) for one in page.all("input") if one.get("name") == "csrf_token")

    def sign_in(self, who: dict[str, str], **fields: str) -> TestResponse:
        known = {"username": who["username"], "password": who["password"]}
        return self.send("/sign-in", **known | fields)

    @property
    def cookie(self) -> str | None:
        found = self.client.get_cookie("liemchinh")
        return found.value if found else None
