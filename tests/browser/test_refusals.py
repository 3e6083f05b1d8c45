"""What the portal does not do: anything twice, or for another site, or for a foreign agency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse

from infra.local.story.plot import AWARD_DECISION, LETTER, PLAN
from tests.browser.conftest import WITH
from tests.browser.pages import found, issued
from tests.browser.person import Person
from tests.browser.play import Play
from tests.browser.test_pages import broken_rules
from tests.browser.words import LANGUAGES, said

OTHER_SITE = "http://gifts.example.org/"

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("play", [WITH], indirect=True, scope="session"),
]
A_NOTICE = found("syt.vanthu", "notifications", "/v1/notifications")
AN_ARRIVAL = found("syt.vanthu", "directives", "/v1/arrivals")


def before(play: Play, username: str, path: str = "/desk", language: str = "vi") -> Person:
    """Return an officer before a page, in a language: whoever sat there before may have chosen another."""
    person = play.person(username)
    person.sign_in()
    person.window.open(f"{play.portal}/language/{language}?to={path}")
    return person


def filled(person: Person, button: str) -> tuple[str, dict[str, str]]:
    """Return where the form of a button is sent, and what the page has put into it."""
    form = person.window.page.locator("form", has=person.window.page.get_by_role("button", name=button))
    values = {one.get_attribute("name"): one.input_value() for one in form.locator("input").all()}
    return str(form.get_attribute("action")), {str(name): value for name, value in values.items()}


def sent(play: Play, person: Person, form: tuple[str, dict[str, str]], **headers: str) -> APIResponse:
    """Send a form with the person's cookies, from the portal's own site unless headers say otherwise."""
    own = {"Origin": play.portal, "Referer": f"{play.portal}/", "Sec-Fetch-Site": "same-origin"}
    address, values = form
    return person.window.context.request.post(
        play.portal + address, form=dict(values), headers=own | headers, max_redirects=0
    )


@contextmanager
def without(play: Play, service: str) -> Iterator[None]:
    """End the API of a service, and start it again."""
    play.stack.kill(service, "api")
    try:
        yield
    finally:
        play.stack.run(service, "api")
        play.stack.wait_ready()


def test_a_form_that_is_sent_twice_does_nothing_twice(played: Play) -> None:
    clerk = before(played, "syt.vanthu", f"/notices/{A_NOTICE(played)}")
    form = filled(clerk, "Xác nhận đã nhận thông báo")
    answers = [sent(played, clerk, form) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    stale = (form[0], form[1] | {"key": "another"})
    assert sent(played, clerk, stale).status in {409, 412}


def test_a_form_of_another_site_is_refused(played: Play) -> None:
    """The browser keeps the session's cookie from it, so even a token that was found out does not serve."""
    clerk = before(played, "syt.vanthu")
    address, values = filled(clerk, "Đăng xuất")
    fields = "".join(f"<input type=hidden name={name} value='{value}'>" for name, value in values.items())
    trap = f"<form method=post action='{played.portal}{address}'>{fields}<button>Quà tặng</button></form>"
    html = f"<!doctype html><html lang=vi><title>Quà</title><body>{trap}"
    clerk.window.page.route(
        OTHER_SITE, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    clerk.window.open(OTHER_SITE)
    clerk.keyboard.press("Quà tặng")
    assert clerk.window.status == 400
    clerk.home()
    clerk.sees("Việc của tôi")


def test_a_form_without_its_token_is_refused(played: Play) -> None:
    clerk = before(played, "syt.vanthu")
    assert sent(played, clerk, ("/sign-out", {})).status == 400


@pytest.mark.parametrize("path", ["/directives/{}", "/directives/{}/arrival", "/outgoing/{}"])
def test_what_another_agency_keeps_is_not_found(played: Play, path: str) -> None:
    stranger = before(played, "thanhtra.lanhdao", path.format(issued(AWARD_DECISION)(played)))
    assert stranger.window.status == 404


def test_an_arrival_of_another_agency_is_not_found(played: Play) -> None:
    foreign = found("ttyt.vanthu", "directives", "/v1/arrivals", symbol=LETTER)(played)
    clerk = before(played, "ubnd.vanthu", f"/arrivals/{foreign}")
    assert clerk.window.status == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_that_is_away_is_said_in_words_and_the_rest_stands(played: Play, language: str) -> None:
    arrival = AN_ARRIVAL(played)
    away = {"vi": "chưa trả lời", "en": "not answer"}[language]
    clerk = before(played, "syt.vanthu", "/arrivals", language)
    with without(played, "directives"):
        for path, status in (("/arrivals", 200), (f"/arrivals/{arrival}", 503)):
            clerk.window.open(played.portal + path)
            clerk.sees(away)
            assert clerk.window.status == status
            assert not broken_rules(clerk.window)
        clerk.window.open(f"{played.portal}/directives")
        clerk.sees(PLAN)
    clerk.window.open(f"{played.portal}/arrivals")
    clerk.sees(PLAN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fields", "status"), [({}, 400), ({"position_id": "foreign"}, 403)], ids=["no token", "foreign position"]
)
def test_what_is_refused_is_said_on_a_page_that_all_can_read(
    played: Play, language: str, fields: dict[str, str], status: int
) -> None:
    """A page that no link leads to: its answer is laid before the browser."""
    reader = before(played, "thanhtra.giamsat", language=language)
    token = filled(reader, said("Đăng xuất", language))[1] if fields else {}
    answer = sent(played, reader, ("/position", token | fields))
    assert answer.status == status
    address, body = f"{played.portal}/refused", answer.body()
    reader.window.page.route(
        address, lambda route: route.fulfill(status=status, headers=answer.headers, body=body)
    )
    reader.window.open(address)
    assert not broken_rules(reader.window)
    assert not reader.window.complaints
