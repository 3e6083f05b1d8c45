"""Who took a step: an id in the portal, a name on the page alone, asked of the real directory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request, request_started

from chassis.service import Service
from services.directory.main import SERVICE as DIRECTORY
from tests.directory.conftest import Directory
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal import test_accessibility as accessibility
from tests.portal.browsing import Clerk, page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.stream import PLAN, deliver

CLERK, LEADER = "Trần Thị Ví Dụ", "Lê Văn Mẫu"
AWAY = "Danh bạ chưa trả lời, nên chưa nêu được tên người thực hiện"
UNKNOWN = "Danh bạ không biết tên của người chỉ được nêu vai trò."
PAGE = f"/directives/{PLAN}"


@pytest.fixture
def people(beside: Callable[[Service], Hosted]) -> Directory:
    """The real directory beside the portal, without anybody whom the story names."""
    return Directory(beside(DIRECTORY))


@pytest.fixture
def names(portal: Hosted, people: Directory) -> dict[str, str]:
    """Two officers of the directory by id, who have taken the steps of a plan."""
    clerk, leader = (people.officer(people.health, "clerk", name=name) for name in (CLERK, LEADER))
    deliver(portal.database, [[*stream.agencies(), *steps(leader.id, clerk.id)]])
    return {clerk.id: CLERK, leader.id: LEADER}


def steps(leader_id: str, clerk_id: str) -> list[Any]:
    """The leader issues, the system delivers, the clerk registers twice."""
    return [
        stream.issued(PLAN, "province", "577/KH-UBND", actor_id=leader_id, role="leader"),
        stream.arrived(PLAN, "province", "health", "justice"),
        stream.registered(PLAN, "health", 0, actor_id=clerk_id, role="clerk"),
        stream.registered(PLAN, "justice", 0, actor_id=clerk_id, role="clerk"),
    ]


@pytest.fixture
def reader(portal: Hosted, people: Directory) -> Clerk:
    return Clerk(portal, "province", "leader").known_to(people.hosted)


@contextmanager
def asked_of(app: Flask) -> Iterator[list[str]]:
    """Yield the paths of the officers that a service is asked for."""
    asked: list[str] = []

    def note(*_: Any, **__: Any) -> None:
        asked.append(request.path)

    with request_started.connected_to(note, app):
        yield asked


def doers(text: str) -> list[str]:
    """Return whom the rows of the timeline name, in their order."""
    cells = re.findall(r'data-label="Người thực hiện">(.*?)</td>', text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_each_step_names_its_person_beside_role_and_agency(reader: Clerk, names: dict[str, str]) -> None:
    page = reader.get(PAGE)
    assert doers(page.text) == [
        f"{LEADER}, lãnh đạo", "hệ thống", f"{CLERK}, văn thư", f"{CLERK}, văn thư",
    ]  # fmt: skip
    assert f"Sở Y tế {CLERK} , văn thư document-registered.v1" in text_of(page)
    assert f'<span lang="vi">{CLERK}</span>' in page.text
    assert AWAY not in page.text
    assert UNKNOWN not in page.text


def test_a_page_asks_the_directory_once_for_all_of_its_names(
    reader: Clerk, names: dict[str, str], people: Directory
) -> None:
    with asked_of(people.hosted.app) as asked:
        assert CLERK in reader.get(PAGE).text
    assert asked == ["/v1/officers"]


def test_a_timeline_of_the_system_alone_asks_the_directory_nothing(
    reader: Clerk, portal: Hosted, people: Directory
) -> None:
    here = stream.arrived(PLAN, "province", "health")
    deliver(portal.database, [[*stream.agencies(), here]])
    with asked_of(people.hosted.app) as asked:
        page = reader.get(PAGE)
    assert doers(page.text) == ["hệ thống"]
    assert not asked


def test_a_name_is_on_the_page_and_nowhere_in_the_portal(
    reader: Clerk, names: dict[str, str], portal: Hosted
) -> None:
    assert all(name in reader.get(PAGE).text for name in names.values())
    headers = portal.as_officer("province", ["leader"])
    told = portal.get(f"/v1/journeys/{PLAN}", headers).get_json()
    assert {step["actor_id"] for step in told["timeline"]["items"]} == {*names, "system"}
    db = portal.database.db
    kept = repr([told, *(list(db[name].find()) for name in db.list_collection_names())])
    assert all(id in kept for id in names)
    assert not [name for name in names.values() if name in kept]


def test_a_corrected_name_is_shown_at_once(reader: Clerk, names: dict[str, str], people: Directory) -> None:
    id = next(id for id, name in names.items() if name == CLERK)
    corrected = people.hosted.patch(f"/v1/officers/{id}", {"name": "Trần Thị Sửa"}, people.admin, if_match=1)
    assert corrected.status_code == 200
    text = reader.get(PAGE).text
    assert "Trần Thị Sửa, văn thư" in doers(text)
    assert CLERK not in text


def test_while_the_directory_is_away_the_page_says_so_once_and_stands(
    reader: Clerk, names: dict[str, str], portal: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_at(portal, monkeypatch, directory=NOBODY)
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert doers(page.text) == ["lãnh đạo", "hệ thống", "văn thư", "văn thư"]
    assert page.text.count(AWAY) == 1
    assert UNKNOWN not in page.text


def test_a_directory_that_does_not_know_the_reader_yet_is_as_good_as_away(
    portal: Hosted, names: dict[str, str]
) -> None:
    page = Clerk(portal, "province", "leader").get(PAGE)
    assert page.status_code == 200
    assert page.text.count(AWAY) == 1
    assert doers(page.text)[0] == "lãnh đạo"


def test_a_person_whom_the_directory_does_not_know_is_said_once_and_stays_a_role(
    reader: Clerk, names: dict[str, str], portal: Hosted
) -> None:
    more = [stream.registered(PLAN, "front", 0, actor_id="nobody-1", role="clerk"),
            stream.registered(PLAN, "centre", 0, actor_id="nobody-2", role="clerk")]  # fmt: skip
    deliver(portal.database, [more])
    page = reader.get(PAGE)
    assert doers(page.text).count("văn thư") == 2
    assert f"{LEADER}, lãnh đạo" in doers(page.text)
    assert page.text.count(UNKNOWN) == 1
    assert AWAY not in page.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_can_read_who_did_it(reader: Clerk, names: dict[str, str], language: str) -> None:
    reader.get(f"/language/{language}")
    shown = page_of(reader.get(PAGE))
    accessibility.test_a_page_is_well_formed(shown)
    accessibility.test_every_table_has_a_caption_and_heads(shown)


def test_a_name_is_shown_as_text(reader: Clerk, portal: Hosted, people: Directory) -> None:
    hostile = "<b>Ai</b> {{7*7}}"
    officer = people.officer(people.health, "clerk", name=hostile)
    deliver(portal.database, [[*stream.agencies(), *steps(officer.id, officer.id)]])
    page = reader.get(PAGE)
    assert hostile in text_of(page)
    assert not page_of(page).all("b")
