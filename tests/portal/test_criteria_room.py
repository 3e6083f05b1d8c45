"""Tiêu chí thi đua: the award secretary drafts what a campaign is measured by, another publishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from chassis.service import Service
from services.awards.main import SERVICE as AWARDS
from tests.awards.conftest import PLAN, Found, Province, fill
from tests.fixtures.web import Hosted
from tests.portal.beside import Officer, acquaint, listening, place, readable
from tests.portal.browsing import page_of, text_of
from tests.portal.conftest import NOBODY, ask_at
from tests.portal.filling import Sheet, post, sheet
from tests.portal.stream import deliver

NEW = "/criteria-sets/new"
AWARENESS = {
    "code": "nhan-thuc", "text": "Quán triệt, tuyên truyền", "weight": "40", "max": "10", "direction": "up",
    "evidence_kind": "prevention", "target": "T1", "mandatory": "true",
}  # fmt: skip
DETECTION = {
    "code": "phat-hien", "text": "Chủ động phát hiện", "weight": "60", "max": "20", "direction": "up",
    "evidence_kind": "detection",
}  # fmt: skip


@dataclass
class Board:
    """The portal beside awards, where a campaign was launched and has no criteria yet."""

    portal: Hosted
    province: Province

    def __post_init__(self) -> None:
        self.readers: dict[str, Officer] = {}

    def reader(self, agency: str = "emulation", role: str = "award-secretary", **headers: str) -> Officer:
        """Return an officer, the same each time: the token of a form is good in its own session only."""
        who = f"{agency}.{role}"
        return self.readers.setdefault(f"{who} {headers}", Officer(self.portal, who, **headers))

    def filled(
        self, *rows: dict[str, str], at: tuple[int, ...] = (0, 1, 2), by: Officer | None = None
    ) -> Sheet:
        """Return the form of a new set with these rows filled in at these places."""
        form = sheet((by or self.reader()).get(NEW), "/criteria-sets").write(campaign_id=PLAN)
        return written(form, *zip(at, rows, strict=False))

    def drafted(self) -> str:
        return place(post(self.reader(), self.filled(AWARENESS, DETECTION)))

    def stored(self) -> list[Found]:
        leader = self.province.officer("province", "leader")
        return list(self.province.read("criteria-sets", leader)["items"])


def written(form: Sheet, *rows: tuple[int, dict[str, str]]) -> Sheet:
    for at, row in rows:
        form.write(**{f"criteria.{at}.{name}": value for name, value in row.items() if name != "mandatory"})
        if "mandatory" in row:
            form.write(**{f"criteria.{at}.mandatory:yes": row["mandatory"]})
    return form


def places(answer: TestResponse) -> int:
    """Return how many criteria a form has room for."""
    named = [str(one.get("name", "")) for one in page_of(answer).all("input")]
    return len([name for name in named if name.startswith("criteria.") and name.endswith(".code")])


def hrefs(answer: TestResponse) -> list[str]:
    return [str(one.get("href")) for one in page_of(answer).all("a")]


def wrong(answer: TestResponse) -> list[str]:
    page = page_of(answer)
    controls = [*page.all("input"), *page.all("select")]
    return [str(one["name"]) for one in controls if one.get("aria-invalid") == "true"]


@pytest.fixture
def board(
    portal: Hosted, hosted: Callable[[Service], Hosted], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Board]:
    there = hosted(AWARDS)
    province = fill(there)
    for agency in ("emulation", "province", "clinic"):
        for role in ("award-secretary", "leader"):
            province.officer(agency, role)
    acquaint(portal, there)
    deliver(portal.database, [[province.issued()]])
    with listening(there) as url:
        ask_at(portal, monkeypatch, awards=url)
        yield Board(portal, province)


def test_a_secretary_drafts_criteria_and_sees_what_guards_them(board: Board) -> None:
    assert NEW in hrefs(board.reader().get("/criteria-sets"))
    words = text_of(board.reader().get(board.drafted()))
    assert "bản thảo, chưa công bố" in words
    assert "Quán triệt, tuyên truyền bắt buộc 40 10 càng cao càng tốt phòng ngừa" in words
    assert "Chủ động phát hiện phát hiện vụ việc không bị trừ điểm 60 20 càng cao càng tốt phát hiện" in words
    [kept] = board.stored()
    assert [one["target"] for one in kept["criteria"]] == ["T1", None]


def test_adding_a_criterion_gives_room_for_one_more_and_keeps_nothing(board: Board) -> None:
    form = board.filled(AWARENESS, DETECTION, AWARENESS)
    more = post(board.reader(), form, more="true")
    assert more.status_code == 200
    assert places(more) == 4
    again = sheet(more, "/criteria-sets")
    assert (again.of("campaign_id"), again.of("criteria.1.text")) == (PLAN, "Chủ động phát hiện")
    assert (again.of("criteria.2.direction"), again.of("criteria.0.mandatory:yes")) == ("up", "true")
    assert board.stored() == []
    third = {"code": "xu-ly", "weight": "20", "text": "Xử lý", "evidence_kind": "handling"}
    rows = ((1, {"weight": "40"}), (2, dict.fromkeys(AWARENESS, "")), (3, AWARENESS | third))
    place(post(board.reader(), written(again, *rows)))
    [kept] = board.stored()
    assert [one["code"] for one in kept["criteria"]] == ["nhan-thuc", "phat-hien", "xu-ly"]


def test_what_is_wrong_with_a_criterion_is_said_at_its_row_though_one_before_it_is_empty(
    board: Board,
) -> None:
    fault = DETECTION | {"direction": "down"}
    refused = post(board.reader(), board.filled(AWARENESS, fault, at=(0, 2)))
    assert refused.status_code == 422
    assert "Số vụ phát hiện không được tính là điểm trừ" in text_of(refused)
    assert wrong(refused) == ["criteria.1.direction"]
    assert "#f-criteria-1-direction" in hrefs(refused)
    form = sheet(refused, "/criteria-sets")
    assert form.of("criteria.1.text") == "Chủ động phát hiện"
    assert board.stored() == []


def test_weights_that_are_no_whole_are_named_and_lead_to_the_criteria(board: Board) -> None:
    refused = post(board.reader(), board.filled(AWARENESS, DETECTION | {"weight": "50"}))
    assert refused.status_code == 422
    assert "là 90, phải đúng 100" in text_of(refused)
    assert "#f-criteria" in hrefs(refused)
    assert [one["id"] for one in page_of(refused).all("div") if one.get("id") == "f-criteria"]
    empty = post(board.reader(), board.filled())
    assert empty.status_code == 422
    assert "#f-criteria" in hrefs(empty)
    assert places(empty) == 1


def test_a_number_that_is_none_is_named_at_its_field(board: Board) -> None:
    refused = post(board.reader(), board.filled(AWARENESS | {"max": "mười"}, DETECTION))
    assert refused.status_code == 422
    assert wrong(refused) == ["criteria.0.max:int"]


def test_a_draft_is_changed_and_an_emptied_row_is_taken_away(board: Board) -> None:
    path = board.drafted()
    edit = sheet(board.reader().get(f"{path}/edit"), "/edit")
    assert edit.of("criteria.1.evidence_kind") == "detection"
    rows = ((0, dict.fromkeys(AWARENESS, "")), (1, {"weight": "100"}))
    assert place(post(board.reader(), written(edit, *rows))) == path
    [kept] = board.stored()
    assert [(one["code"], one["weight"]) for one in kept["criteria"]] == [("phat-hien", 100)]


def test_room_for_one_more_in_a_draft_keeps_the_version_it_was_opened_at(board: Board) -> None:
    path = board.drafted()
    more = post(board.reader(), sheet(board.reader().get(f"{path}/edit"), "/edit"), more="true")
    assert places(more) == 3
    place(post(board.reader(), sheet(board.reader().get(f"{path}/edit"), "/edit")))
    late = post(board.reader(), sheet(more, "/edit"))
    assert late.status_code == 412
    assert "Chưa gửi được" in text_of(late)


def test_the_leader_of_the_issuer_publishes_once_it_has_confirmed(board: Board) -> None:
    path, leader = board.drafted(), board.reader("province", "leader")
    assert f"{path}/publish" in hrefs(leader.get(path))
    asked = leader.get(f"{path}/publish")
    assert "Công bố rồi thì không sửa được nữa" in text_of(asked)
    assert board.stored()[0]["status"] == "draft"
    confirmed = sheet(asked, "/publish").write(published_on="2024-04-15")
    words = text_of(leader.get(place(post(leader, confirmed))))
    for told in ("đang áp dụng", "Ngày công bố 15/04/2024", "Tiêu chí thi đua, bản 1"):
        assert told in words
    assert "Công bố bộ tiêu chí" not in words


def test_a_publication_says_which_edition_it_replaces(board: Board) -> None:
    board.province.published()
    path, leader = board.drafted(), board.reader("province", "leader")
    asked = leader.get(f"{path}/publish")
    assert "Bộ này thay bản 1 đang áp dụng" in text_of(asked)
    place(post(leader, sheet(asked, "/publish").write(published_on="2024-05-15")))
    listed = text_of(leader.get("/criteria-sets"))
    assert "Tiêu chí thi đua, bản 2 577/KH-UBND emulation 15/05/2024 đang áp dụng" in listed
    assert "Tiêu chí thi đua, bản 1 577/KH-UBND emulation 15/04/2024 đã thay bằng bản mới" in listed
    assert "bản 1" not in text_of(leader.get("/criteria-sets?status=published"))


def test_who_wrote_criteria_is_told_that_another_publishes_them(board: Board) -> None:
    headers = board.province.hosted.as_officer(
        "province", ("award-secretary", "leader"), ("record:backdated",), officer_id="province.both"
    )
    acquaint(board.portal, board.province.hosted)
    assert headers
    both = Officer(board.portal, "province.both")
    path = place(post(both, board.filled(AWARENESS, DETECTION, by=both)))
    refused = post(both, sheet(both.get(f"{path}/publish"), "/publish"))
    assert refused.status_code == 403
    assert "Người soạn bộ tiêu chí không được tự công bố" in text_of(refused)


def test_each_is_shown_its_own_step_and_told_whose_the_other_is(board: Board) -> None:
    path = board.drafted()
    secretary, leader = board.reader().get(path), board.reader("province", "leader").get(path)
    assert f"{path}/edit" in hrefs(secretary)
    assert f"{path}/publish" not in hrefs(secretary)
    assert "Lãnh đạo cơ quan phát động phong trào, không phải người soạn, công bố" in text_of(secretary)
    assert f"{path}/edit" not in hrefs(leader)
    assert NEW not in hrefs(board.reader("province", "leader").get("/criteria-sets"))
    unasked = board.reader().get(f"{path}/publish")
    assert "Ngày công bố" not in text_of(unasked)


def test_a_foreign_draft_is_not_found_and_in_no_list(board: Board) -> None:
    path = board.drafted()
    for role in ("award-secretary", "leader"):
        foreign = board.reader("clinic", role)
        for page in ("", "/edit", "/publish"):
            assert foreign.get(f"{path}{page}").status_code == 404
        assert path not in hrefs(foreign.get("/criteria-sets"))
        assert "Chưa có bộ tiêu chí nào được công bố" in text_of(foreign.get("/criteria-sets"))


def test_a_form_sent_twice_drafts_one_set(board: Board) -> None:
    form = board.filled(AWARENESS, DETECTION)
    first, second = (post(board.reader(), form) for _ in range(2))
    assert place(first) == place(second)
    assert len(board.stored()) == 1


def test_awards_being_down_is_said_in_the_list(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_at(board.portal, monkeypatch, awards=NOBODY)
    listed = board.reader().get("/criteria-sets")
    assert listed.status_code == 200
    assert "Hệ thống khen thưởng chưa trả lời" in text_of(listed)
    for path in ("/criteria-sets/one/edit", "/criteria-sets/one/publish"):
        assert board.reader().get(path).status_code == 503


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_criteria_can_be_read_by_everybody(board: Board, language: str) -> None:
    told = {"Accept-Language": language}
    path, leader = board.drafted(), board.reader("province", "leader", **told)
    for page in (NEW, "/criteria-sets", path, f"{path}/edit"):
        readable(board.reader(**told).get(page))
    secretary = board.reader(**told)
    readable(post(secretary, board.filled(AWARENESS, by=secretary)))
    readable(leader.get(f"{path}/publish"))
    early = sheet(leader.get(f"{path}/publish"), "/publish").write(published_on="soon")
    readable(post(leader, early))
