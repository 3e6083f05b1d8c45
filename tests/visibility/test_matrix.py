"""Every route × every role × foreign agencies: 404 or 403, never a fact (security.md, P23 of delivery.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis.service import Service
from services.awards.main import SERVICE as AWARDS
from services.directives.main import SERVICE as DIRECTIVES
from services.directory.main import SERVICE as DIRECTORY
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.portal.main import SERVICE as PORTAL
from services.reports.main import SERVICE as REPORTS
from tests.directives.hosting import province
from tests.directory.conftest import Directory
from tests.fixtures.web import Hosted
from tests.portal.browsing import Reader
from tests.visibility import worlds
from tests.visibility.rules import RULES, Rule, under
from tests.visibility.worlds import ROLES, World

NOT_FOUND, FORBIDDEN = 404, 403
NO_FORM, STRANGER = 400, 401
MAKERS: dict[str, tuple[Service, Callable[[Hosted], World]]] = {
    "directory": (DIRECTORY, lambda hosted: worlds.directory(Directory(hosted))),
    "directives": (DIRECTIVES, lambda hosted: worlds.directives(province(hosted))),
    "reports": (REPORTS, worlds.reports),
    "awards": (AWARDS, worlds.awards),
    "notifications": (NOTIFICATIONS, worlds.notifications),
    "portal": (PORTAL, worlds.portal),
}
Open = Callable[[str], World]


@pytest.fixture
def world(hosted: Callable[[Service], Hosted], tmp_path: Path) -> Iterator[Open]:
    """Return a function that fills a service with objects of some agencies."""

    def opened(name: str) -> World:
        service, make = MAKERS[name]
        return make(hosted(service))

    return opened


@pytest.mark.parametrize("name", list(MAKERS))
def test_every_route_has_its_rule(hosted: Callable[[Service], Hosted], name: str) -> None:
    rules = hosted(MAKERS[name][0]).app.url_map.iter_rules()
    served = {
        (name, method, rule.rule)
        for rule in rules
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {route for route in RULES if route[0] == name}


@pytest.mark.parametrize(("name", "method", "rule"), under(*set(Rule) - {Rule.OPEN, Rule.FORM}))
def test_without_a_token_nothing_is_told(world: Open, name: str, method: str, rule: str) -> None:
    opened = world(name)
    for path in opened.paths(rule):
        answer = opened.send(method, path)
        to_sign_in = answer.status_code in (302, 303) and "/sign-in" in answer.headers["Location"]
        assert answer.status_code == 401 or to_sign_in, (path, answer.status_code)


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.OBJECT))
def test_a_foreign_object_is_not_found_in_any_role(world: Open, name: str, method: str, rule: str) -> None:
    opened = world(name)
    before = opened.stored()
    for path in opened.paths(rule):
        for agency in opened.foreigners:
            for role in ROLES:
                answer = opened.send(method, path, agency, role)
                assert answer.status_code == NOT_FOUND, (path, agency, role, answer.status_code)
                assert not [mark for mark in opened.marks if mark in body_without_path(answer, path)]
    assert opened.stored() == before


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.LIST))
def test_a_list_holds_nothing_foreign_in_any_role(world: Open, name: str, method: str, rule: str) -> None:
    opened = world(name)
    for agency in opened.foreigners:
        for role in ROLES:
            answer = opened.send(method, rule, agency, role)
            assert answer.status_code == 200, (agency, role)
            shown = answer.get_data(as_text=True)
            assert not [mark for mark in opened.marks if mark in shown], (agency, role)
    own = opened.send(method, rule, opened.owner, "clerk").get_data(as_text=True)
    assert [mark for mark in opened.marks if mark in own], "the owner sees it, or the test proves nothing"


@pytest.mark.parametrize(
    ("name", "method", "rule"), [route for route in under(Rule.OBJECT, Rule.OWN) if route[1] != "GET"]
)
def test_the_wrong_role_of_the_own_agency_is_forbidden(
    world: Open, name: str, method: str, rule: str
) -> None:
    opened = world(name)
    before = opened.stored()
    allowed = opened.access(method, rule).roles
    assert allowed, "a route that writes names the roles that may"
    for path in opened.paths(rule):
        for role in set(ROLES) - set(allowed):
            answer = opened.send(method, path, opened.owner_of(rule), role)
            assert answer.status_code == FORBIDDEN, (path, role, answer.status_code)
    assert opened.stored() == before


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.PERSONAL))
def test_what_is_told_to_one_officer_is_nobody_elses(world: Open, name: str, method: str, rule: str) -> None:
    opened = world(name)
    before = opened.stored()
    for path in opened.paths(rule):
        for agency in (opened.owner, *opened.foreigners):
            for role in set(ROLES) - {opened.reader if agency == opened.owner else ""}:
                answer = opened.send(method, path, agency, role)
                if "<" in rule:
                    assert answer.status_code == NOT_FOUND, (path, agency, role, answer.status_code)
                else:
                    assert answer.json == {"unread": 0}, (path, agency, role)
        assert opened.stored() == before
        own = opened.send(method, path, opened.owner, opened.reader)
        assert own.status_code == 200, "its officer may, or the test proves nothing"
        assert own.json != {"unread": 0}


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.CATALOGUE))
def test_the_catalogue_is_read_by_every_signed_in_officer(
    world: Open, name: str, method: str, rule: str
) -> None:
    opened = world(name)
    for path in opened.paths(rule):
        for role in ROLES:
            answer = opened.send(method, path, opened.foreigners[0], role)
            assert answer.status_code == 200, (path, role)


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.ROOM))
def test_a_room_shows_nothing_that_no_service_has_let_its_reader_see(
    world: Open, name: str, method: str, rule: str
) -> None:
    opened = world(name)
    for path in opened.paths(rule):
        for agency in (opened.owner, *opened.foreigners):
            for role in ROLES:
                answer = opened.send(method, path, agency, role)
                assert answer.status_code in (200, 503), (path, agency, role, answer.status_code)
                assert not [mark for mark in opened.marks if mark in body_without_path(answer, path)]


@pytest.mark.parametrize(("name", "method", "rule"), under(Rule.FORM))
def test_a_form_does_nothing_without_its_token_and_nothing_for_a_stranger(
    world: Open, name: str, method: str, rule: str
) -> None:
    opened = world(name)
    before = opened.stored()
    for path in opened.paths(rule):
        for role in ROLES:
            assert opened.send(method, path, opened.owner, role).status_code == NO_FORM, (path, role)
        assert Reader(opened.hosted).send(path).status_code == STRANGER, path
    assert opened.stored() == before


def test_addresses_are_read_by_services_only(world: Open) -> None:
    opened = world("directory")
    for role in set(ROLES) - {"service"}:
        assert opened.send("GET", "/v1/contacts", opened.owner, role).status_code == FORBIDDEN, role


def body_without_path(answer: object, path: str) -> str:
    """Return the answer's text; a problem repeats the path that was asked, which tells nothing."""
    return answer.get_data(as_text=True).replace(path, "")  # type: ignore[attr-defined]
