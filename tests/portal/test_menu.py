"""The menu: which rooms there are, where the reader is, and how much waits, also for who polls it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis.service import Service
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.portal.rooms.menu import places
from tests.fixtures.web import Hosted
from tests.portal.browsing import Clerk, page_of, text_of
from tests.portal.conftest import ask_at
from tests.portal.stream import PLAN


@pytest.fixture
def leader(told: Hosted) -> Clerk:
    return Clerk(told, "province", "leader")


def doors(reader: Clerk, path: str) -> dict[str, str | None]:
    """Return where the menu of a page leads, with what it says of the reader's place."""
    rooms = {"/desk", "/directives", "/exemplars"}
    links = [one for one in page_of(reader.get(path)).all("a") if one["href"] in rooms]
    found: dict[str, str | None] = {}
    for link in links:
        found.setdefault(str(link["href"]), link.get("aria-current"))
    return found


def test_the_menu_says_where_the_reader_is(leader: Clerk) -> None:
    nowhere = dict.fromkeys(("/desk", "/directives", "/exemplars"))
    assert doors(leader, "/desk") == nowhere | {"/desk": "page"}
    assert doors(leader, f"/directives/{PLAN}") == nowhere | {"/directives": "true"}
    assert doors(leader, "/menu?at=awards.awards") == nowhere | {"/exemplars": "true"}


def test_a_room_that_is_not_there_has_no_door(leader: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PLACES", (*places.PLACES, places.Place("nowhere.listed", "Phòng chưa có")))
    assert "Phòng chưa có" not in text_of(leader.get("/desk"))


def test_who_polls_is_told_that_nothing_is_new_until_something_is(leader: Clerk) -> None:
    path = "/menu?at=desk.desk"
    first = leader.get(path)
    assert first.status_code == 200
    (nav,) = page_of(first).all("nav")
    assert nav["hx-get"] == path
    assert f'"If-None-Match": "\\"{first.headers["ETag"].strip(chr(34))}\\""' in str(nav["hx-headers"])
    assert leader.get("/desk").text.count(str(first.headers["ETag"]).strip('"')) == 1, "the page polls on"
    leader.headers["If-None-Match"] = first.headers["ETag"]
    assert leader.get(path).status_code == 304
    leader.headers["Accept-Language"] = "en"
    assert leader.get(path).status_code == 200


def test_a_poll_of_who_is_no_longer_signed_in_is_refused_and_leads_nowhere(leader: Clerk) -> None:
    leader.client.delete_cookie("liemchinh")
    assert leader.get("/menu").status_code == 303
    leader.headers["HX-Request"] = "true"
    refused = leader.get("/menu")
    assert refused.status_code == 401
    assert "Cần đăng nhập" in text_of(refused)


def test_a_count_is_shown_only_while_its_service_answers(
    leader: Clerk, beside: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> None:
    [count] = [place.count for place in places.PLACES if place.endpoint == "notices.listed"]
    counted = places.Place("pages.directives", "Hành trình", count, "chưa đọc")
    monkeypatch.setattr(places, "PLACES", (counted,))
    assert "chưa đọc" not in text_of(leader.get("/menu"))
    notifications = beside(NOTIFICATIONS)
    leader.known_to(notifications)
    nothing = leader.get("/menu")
    assert "chưa đọc" not in text_of(nothing), "nothing unread needs no number"
    leader.headers["If-None-Match"] = nothing.headers["ETag"]
    assert leader.get("/menu").status_code == 304
    row = {"_id": "one", "ver": 1, "officer_id": leader.officer_id, "unread": True}
    notifications.database.db["notifications"].insert_one(row)
    assert "Hành trình 1 chưa đọc" in text_of(leader.get("/menu"))
    ask_at(leader.portal, monkeypatch, notifications="http://127.0.0.1:1")
    assert leader.get("/desk").status_code == 200
    assert "chưa đọc" not in text_of(leader.get("/menu"))


def test_a_page_waits_for_its_counts_less_than_a_reader_notices() -> None:
    assert places.CONNECT_SECONDS + places.ANSWER_SECONDS <= 1
