"""A service that a room asks, hosted beside the portal: both know the same agencies and officers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from services.portal.sessions import store
from tests.fixtures.web import Hosted
from tests.portal import test_accessibility as accessibility
from tests.portal.browsing import Page, Reader, page_of


@contextmanager
def listening(hosted: Hosted) -> Iterator[str]:
    """Yield where a hosted service answers over HTTP until the end."""
    server = make_server("127.0.0.1", 0, hosted.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def acquaint(portal: Hosted, service: Hosted) -> None:
    """Let the portal know the agencies and officers that the service knows."""
    for name in ("agencies", "officers"):
        for row in service.database.db[name].find():
            portal.database.db[name].replace_one({"_id": row["_id"]}, row, upsert=True)


class Officer(Reader):
    """A reader who has signed in as an officer the services know."""

    def __init__(self, portal: Hosted, officer_id: str, **headers: str) -> None:
        super().__init__(portal, **headers)
        token = portal.issuer.token(officer_id, f"{officer_id}:position")
        id = store.new_id()
        content = {"token": token, "refresh_token": "none", "token_ends": 9e9}
        store.keep(portal.database, id, content, datetime.now(UTC) + timedelta(hours=1))
        self.client.set_cookie("liemchinh", id)

    def fill(self, path: str, action: str = "", /, **fields: str) -> TestResponse:
        """Send the form of a page that posts (to `action`), as its fields stand, with `fields` filled in."""
        form = Filled(self.get(path), action)
        return self.again(form, action, **fields)

    def again(self, form: Filled, action: str = "", /, **fields: str) -> TestResponse:
        """Send a form that is at hand."""
        to = next((one for one in form.actions if action in one), None)
        assert to, (action, form.actions)
        told = form.fields | {name.replace("__", "."): value for name, value in fields.items()}
        return self.send(to, told.pop("csrf_token"), **told)


class Filled:
    """The form of a page: its fields as they stand and where its buttons send it."""

    def __init__(self, answer: TestResponse, action: str = "") -> None:
        text = answer.get_data(as_text=True)
        parts = [f"<form{part.partition('</form>')[0]}</form>" for part in text.split("<form")[1:]]
        posts = [page for page in map(_page, parts) if page.all("form")[0].get("method") == "post"]
        [page] = [one for one in posts if any(action and action in to for to in _actions(one))] or posts[-1:]
        self.actions = _actions(page)
        self.fields = {
            str(one["name"]): str(one.get("value") or "") for one in page.all("input") if one.get("name")
        } | {str(one["name"]): "" for one in page.all("select")}


def _page(text: str) -> Page:
    page = Page()
    page.feed(text)
    return page


def _actions(page: Page) -> list[str]:
    told = [one.get("action") for one in page.all("form")]
    return [str(to) for to in [*(one.get("formaction") for one in page.all("button")), *told] if to]


def place(answer: TestResponse) -> str:
    """Return where an answer leads, as a path of this site."""
    assert answer.status_code == 303, (answer.status_code, answer.get_data(as_text=True))
    return urlsplit(answer.headers["Location"]).path


def readable(answer: TestResponse) -> None:
    """Hold a page of a room to what test_accessibility.py asks of every page."""
    page = page_of(answer)
    for holds in (
        accessibility.test_a_page_is_well_formed,
        accessibility.test_a_page_can_be_walked_by_its_landmarks,
        accessibility.test_a_page_can_be_walked_by_its_headings,
        accessibility.test_every_control_has_a_label,
        accessibility.test_every_table_has_a_caption_and_heads,
        accessibility.test_every_form_that_changes_something_carries_a_token,
    ):
        holds(page)
    heads = {one["data-label"] for one in page.all("td")}
    assert all(f'scope="col">{head}</th>' in answer.text for head in heads)
