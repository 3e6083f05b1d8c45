"""Thông báo: an officer sees what it was told, reads it, takes note of it, and gets to what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from chassis.service import Service
from services.notifications.main import SERVICE as NOTIFICATIONS
from tests.fixtures.web import Hosted
from tests.notifications.conftest import Post, arrived, due_set, issued, post_with, required, seated, task
from tests.notifications.conftest import province as small_province
from tests.portal.beside import Filled, Officer, acquaint, listening, place, readable
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.stream import deliver

DUE, BY_7 = "2024-06-20", "2024-06-13"


@dataclass
class Told:
    """The portal beside the notifications: the centre has a task, owes a report and was reminded of it."""

    portal: Hosted
    post: Post

    def reader(self, agency: str = "centre", role: str = "officer", **headers: str) -> Officer:
        return Officer(self.portal, f"{agency}.{role}", **headers)

    def address(self, template: str, agency: str = "centre", role: str = "officer") -> str:
        [found] = [one for one in self.post.inbox(agency, role) if one["template"] == template]
        return f"/notices/{found['id']}"


@pytest.fixture
def told(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Told]:
    there = hosted(NOTIFICATIONS)
    post = post_with(there, small_province())
    heard = [issued(), arrived("centre"), task("task-1"), required("centre"), due_set(DUE)]
    post.know(*heard)
    post.tick(BY_7)
    acquaint(portal, there)
    deliver(portal.database, [heard])
    with listening(there) as url:
        ask_at(portal, monkeypatch, notifications=url)
        yield Told(portal, post)


def test_the_inbox_shows_what_is_unread_first_and_everything_when_asked(told: Told) -> None:
    officer = told.reader()
    words = text_of(officer.get("/notices"))
    assert "Nhiệm vụ mới theo văn bản 577/KH-UBND" in words
    assert "Centre thông báo mới" in words
    place(officer.fill(told.address("task-assigned"), "/read"))
    assert "Nhiệm vụ mới theo văn bản" not in text_of(officer.get("/notices"))
    everything = text_of(officer.get("/notices?shown=all"))
    assert "Nhiệm vụ mới theo văn bản 577/KH-UBND" in everything
    assert "Centre đã xem" in everything
    assert officer.get("/notices?shown=few").status_code == 422


def test_who_has_read_everything_is_told_so_and_led_to_all(told: Told) -> None:
    publisher = told.reader("front", "publisher")
    shown = publisher.get("/notices")
    assert "Không có thông báo nào chưa đọc." in text_of(shown)
    assert "/notices?shown=all" in [one.get("href") for one in page_of(shown).all("a")]
    assert "Chưa có thông báo nào gửi cho bạn." in text_of(publisher.get("/notices?shown=all"))


def test_a_long_inbox_goes_on_where_it_stopped(told: Told) -> None:
    told.post.know(*(task(f"more-{number}") for number in range(60)))
    officer = told.reader()
    first = officer.get("/notices")
    [further] = [one["href"] for one in page_of(first).all("a") if one.get("rel") == "next"]
    second = officer.get(str(further))
    assert [len(page_of(one).all("tr")) - 1 for one in (first, second)] == [50, 13]
    assert not {one["href"] for one in _rows(first)} & {one["href"] for one in _rows(second)}
    assert "Về đầu danh sách" in text_of(second)


def _rows(answer: object) -> list[dict[str, str | None]]:
    links = page_of(answer).all("a")  # type: ignore[arg-type]
    return [one for one in links if str(one.get("href")).startswith("/notices/")]


def test_opening_a_notice_marks_nothing_and_reading_does(told: Told) -> None:
    officer, path = told.reader(), told.address("task-assigned")
    before = told.post.unread("centre", "officer")
    assert "thông báo mới" in text_of(officer.get(path))
    assert told.post.unread("centre", "officer") == before
    words = text_of(officer.get(place(officer.fill(path, "/read"))))
    assert "đã xem" in words
    assert "Đánh dấu đã đọc" not in words
    assert told.post.unread("centre", "officer") == before - 1


def test_a_notice_leads_to_what_it_is_about_and_to_the_journey(told: Told) -> None:
    clerk = told.reader(role="clerk")
    hrefs = _hrefs(told.reader(), told.address("task-assigned"))
    assert {"/tasks/task-1", "/directives/plan"} <= hrefs
    arrival = told.address("document-arrived", role="clerk")
    assert {"/directives/plan/arrival", "/directives/plan"} <= _hrefs(clerk, arrival)


def _hrefs(reader: Officer, path: str) -> set[str | None]:
    return {one.get("href") for one in page_of(reader.get(path)).all("a")}


def test_a_digest_shows_its_lines_once_and_acknowledging_it_acknowledges_each(told: Told) -> None:
    officer, path = told.reader(), told.address("reminders")
    words = text_of(officer.get(path))
    line = "đến hạn ngày 20/06/2024, còn 7 ngày."
    assert words.count(line) == 1
    assert "Hành trình của văn bản 577/KH-UBND" in words
    done = text_of(officer.get(place(officer.fill(path, "/acknowledge"))))
    assert "đã xác nhận" in done
    assert "Xác nhận mọi việc được nhắc" not in done
    assert len(told.post.hosted.outbox("reminder-acknowledged.v1")) == 1


def test_a_step_on_what_has_changed_since_is_refused_in_words_and_can_be_taken_anew(told: Told) -> None:
    officer, path = told.reader(), told.address("task-assigned")
    late = Filled(officer.get(path), "/acknowledge")
    officer.fill(path, "/read")
    refused = officer.again(late, "/acknowledge")
    assert refused.status_code == 412
    assert "Chưa gửi được" in text_of(refused)
    readable(refused)
    assert "đã xác nhận" in text_of(officer.get(place(officer.fill(path, "/acknowledge"))))


def test_a_notice_for_another_position_says_so(told: Told) -> None:
    path = told.address("task-assigned")
    assert "đổi vị trí công tác" not in text_of(told.reader().get(path))
    moved = seated("centre", "officer", 2, agency_id="front")
    told.post.know(moved)
    deliver(told.portal.database, [[moved]])
    assert "đổi vị trí công tác" in text_of(told.reader().get(path))


def test_a_notice_of_somebody_else_is_not_found(told: Told) -> None:
    path = told.address("task-assigned")
    for agency, role in (("centre", "clerk"), ("centre", "publisher"), ("health", "leader")):
        other = told.reader(agency, role)
        assert other.get(path).status_code == 404
        token = other.form_token("/notices")
        for step in ("read", "acknowledge"):
            assert other.send(f"{path}/{step}", token, key=step, version='"v1"').status_code == 404
    assert told.reader().get("/notices/none").status_code == 404


def test_the_inbox_says_when_its_service_is_down(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at(told.portal, monkeypatch, notifications=NOBODY)
    answer = told.reader().get("/notices")
    assert answer.status_code == 200
    assert "Hệ thống thông báo chưa trả lời" in text_of(answer)
    assert told.reader().get("/notices/one").status_code == 503


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_notices_can_be_read_by_everybody(told: Told, language: str) -> None:
    officer = told.reader(**{"Accept-Language": language})
    for path in ("/notices", "/notices?shown=all", told.address("task-assigned"), told.address("reminders")):
        readable(officer.get(path))
