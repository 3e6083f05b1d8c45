"""A reader without scripts: follows links, fills in forms, sees what a page says."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.portal.sessions import store
from tests.fixtures.web import Hosted
from tests.portal.stream import DECISION, LETTER, PLAN

LISTS = ["/desk", "/directives", f"/directives/{PLAN}", f"/directives/{LETTER}", "/khen-thuong"]
PATHS = [
    *LISTS, f"/directives/{DECISION}", "/khen-thuong/award-2", "/directives/none", "/sign-in", "/nowhere",
    "/arrivals", "/tasks", "/notices", "/outgoing", "/outgoing/new", "/exemplars", "/exemplars/new",
    "/nominations", "/decisions", "/decisions/new", "/publications", "/outgoing/books", "/requirements",
    "/requirements?side=received", "/periods", "/criteria-sets", "/criteria-sets/new",
]  # fmt: skip


def text_of(answer: TestResponse) -> str:
    """Return the words of a page, blanks collapsed."""
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", html.unescape(plain)).strip()


# Elements that have no end tag.
VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Page(HTMLParser):
    """The tags of a page, in order, with their attributes; what is not well-formed is a fault."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> names an attribute twice")

    def handle_endtag(self, tag: str) -> None:
        expected = self.open.pop() if self.open else None
        if tag != expected:
            self.faults.append(f"</{tag}> ends <{expected}>")

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> is never ended" for tag in self.open]

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [about for tag, about in self.tags if tag == name]


def page_of(answer: TestResponse) -> Page:
    page = Page()
    page.feed(answer.get_data(as_text=True))
    page.close()
    return page


class Reader:
    """A browser of one person."""

    def __init__(self, portal: Hosted, **headers: str) -> None:
        self.portal = portal
        self.client: FlaskClient = portal.app.test_client()
        self.headers = {"Accept": "text/html", **headers}

    def get(self, path: str, **options: Any) -> TestResponse:
        # Read to the end and closed: a static file is an open file until then.
        return self.client.get(path, headers=self.headers, buffered=True, **options)

    def send(
        self, path: str, token: str | None = None, address: str = "127.0.0.1", **fields: str
    ) -> TestResponse:
        """Send a form from an address; its token is read from the sign-in page unless given."""
        known = {"csrf_token": self.form_token() if token is None else token}
        here = {"REMOTE_ADDR": address}
        return self.client.post(path, data=known | fields, headers=self.headers, environ_base=here)

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


class Clerk(Reader):
    """A reader who has signed in without the form: the session is put into the store."""

    def __init__(self, portal: Hosted, agency_id: str, *roles: str, **headers: str) -> None:
        super().__init__(portal, **headers)
        self.agency_id, self.roles, self.officer_id = agency_id, roles, str(uuid.uuid4())
        signed = portal.as_officer(agency_id, roles, officer_id=self.officer_id)
        token = signed["Authorization"].removeprefix("Bearer ")
        content = {"token": token, "refresh_token": "none", "token_ends": 9e9}
        self.id = store.new_id()
        store.keep(portal.database, self.id, content, datetime.now(UTC) + timedelta(hours=1))
        self.client.set_cookie("liemchinh", self.id)

    def known_to(self, *services: Hosted) -> Clerk:
        """Let services beside the portal know the officer, as the directory's events would."""
        for service in services:
            service.as_officer(self.agency_id, self.roles, officer_id=self.officer_id)
        return self
