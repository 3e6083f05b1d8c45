"""What waits for a person, asked of the real services beside the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.context import BUSINESS_ZONE
from chassis.service import Service
from services.directives.main import SERVICE as DIRECTIVES
from services.portal.rooms.desk import errands
from services.portal.rooms.desk.errands import Errand, heaps
from services.reports.main import SERVICE as REPORTS
from tests.directives.hosting import Province, province
from tests.fixtures.web import Hosted
from tests.portal.browsing import Clerk, text_of
from tests.reports.conftest import Office
from tests.reports.conftest import province as reporting

Beside = Callable[[Service], Hosted]


@pytest.fixture
def documents(portal: Hosted, beside: Beside) -> Province:
    return province(beside(DIRECTIVES))


@pytest.fixture
def owing(portal: Hosted, beside: Beside) -> Office:
    """The reports service after a plan asked three agencies for two reports."""
    office = reporting(beside(REPORTS))
    office.deliver(office.dispatched())
    return office


def desk(portal: Hosted, service: Hosted, agency_id: str, *roles: str) -> str:
    """Return what the desk of an officer says, after the heading."""
    words = text_of(Clerk(portal, agency_id, *roles).known_to(service).get("/desk"))
    return words.partition("Đăng xuất")[2]


def test_a_document_waits_for_whoever_takes_its_next_step(portal: Hosted, documents: Province) -> None:
    plan = documents.draft()
    subject = "Kế hoạch: Phát động phong trào thi đua năm 2024"
    assert f"Hoàn thiện bản thảo: {subject}" in desk(portal, documents.hosted, "ubnd", "officer")
    assert subject not in desk(portal, documents.hosted, "ubnd", "leader", "clerk")
    sent = documents.step(plan, "submit", "officer").json
    assert f"Duyệt và ký: {subject}" in desk(portal, documents.hosted, "ubnd", "leader")
    documents.step(sent, "sign", "leader", {"signed_on": "2024-03-01"})
    assert f"Cấp số và ban hành: {subject}" in desk(portal, documents.hosted, "ubnd", "clerk")
    assert subject not in desk(portal, documents.hosted, "syt", "clerk", "leader", "officer")


def test_what_has_arrived_waits_for_the_clerk_and_its_tasks_for_leader_and_officers(
    portal: Hosted, documents: Province
) -> None:
    documents.open_book("syt", "incoming", document_types=[], last_number=0)
    portal.agency("Ủy ban nhân dân tỉnh Mẫu", id="ubnd")
    arrival = documents.arrived("syt")
    assert "Vào sổ: 577/KH-UBND: Phát động phong trào thi đua năm 2024 Ủy ban nhân dân tỉnh Mẫu" in desk(
        portal, documents.hosted, "syt", "clerk"
    )
    documents.register(arrival)
    assert "577/KH-UBND" not in desk(portal, documents.hosted, "syt", "clerk")
    for role in ("leader", "officer"):
        words = desk(portal, documents.hosted, "syt", role)
        assert "Nhận việc: IV.2.a. Triển khai Kế hoạch Ủy ban nhân dân tỉnh Mẫu chưa có hạn" in words


def test_a_report_that_is_overdue_stands_first_and_says_by_how_much(portal: Hosted, owing: Office) -> None:
    yesterday = datetime.now(UTC).astimezone(BUSINESS_ZONE).date() - timedelta(days=30)
    owing.due(yesterday.isoformat())
    words = desk(portal, owing.hosted, "centre", "officer")
    overdue = words.partition("Quá hạn (1)")[2].partition("Sắp đến hạn (0)")[0]
    assert "Làm báo cáo: báo cáo sơ kết thi đua, khen thưởng (577/KH-UBND)" in overdue
    assert "Quá hạn" in overdue
    assert "báo cáo công tác phòng, chống tham nhũng năm (577/KH-UBND)" in words.partition("Đang chờ (1)")[2]
    requested = desk(portal, owing.hosted, "front", "officer")
    assert "Quá hạn (0)" in requested, "whoever is only asked is never overdue"


def test_a_report_goes_from_its_author_to_the_leader_to_the_receiver_and_then_waits_for_nobody(
    portal: Hosted, owing: Office
) -> None:
    midyear = "báo cáo sơ kết thi đua, khen thưởng (577/KH-UBND)"
    written = owing.write(owing.begin()).json
    assert f"Duyệt và nộp báo cáo: {midyear}" in desk(portal, owing.hosted, "centre", "leader")
    owing.step(written, "submit", owing.officer("centre", "leader"), {"submitted_on": "2024-06-14"})
    assert midyear not in desk(portal, owing.hosted, "centre", "leader", "officer")
    assert f"Xét báo cáo được nộp: {midyear}" in desk(portal, owing.hosted, "council", "leader")


def test_a_period_without_a_day_or_a_receiver_waits_for_the_leader_who_decides_it(
    portal: Hosted, owing: Office
) -> None:
    named = "Định nơi nhận báo cáo: báo cáo công tác phòng, chống tham nhũng năm 2024"
    assert named in desk(portal, owing.hosted, "province", "leader")
    day = "Định hạn nộp: báo cáo sơ kết thi đua, khen thưởng 2024"
    assert day in desk(portal, owing.hosted, "council", "leader")
    owing.due("2024-06-14")
    assert day not in desk(portal, owing.hosted, "council", "leader")


def test_a_service_that_is_down_is_named_while_the_errands_of_the_others_stand(
    portal: Hosted, documents: Province
) -> None:
    documents.draft()
    words = desk(portal, documents.hosted, "ubnd", "officer")
    assert "Hệ thống báo cáo chưa trả lời, nên phần này chưa xem được." in words
    assert "Hệ thống văn bản chưa trả lời" not in words
    assert "Hoàn thiện bản thảo" in words
    assert "Không có việc nào trong các phần xem được." in words
    assert "Không có việc nào quá hạn." not in words, "nobody knows that while a service is away"


def test_a_service_that_has_not_heard_of_the_reader_s_position_is_not_taken_for_an_empty_desk(
    portal: Hosted, documents: Province
) -> None:
    answer = Clerk(portal, "ubnd", "officer").get("/desk")
    assert answer.status_code == 200
    assert "Hệ thống văn bản chưa trả lời" in text_of(answer)


def test_of_a_list_longer_than_the_desk_shows_it_is_said_that_there_is_more(
    portal: Hosted, documents: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        documents.draft()
    assert "Còn nữa" not in desk(portal, documents.hosted, "ubnd", "officer")
    monkeypatch.setattr(errands, "SHOWN", 1)
    words = desk(portal, documents.hosted, "ubnd", "officer")
    assert "Đang chờ (1)" in words
    assert "Còn nữa ngoài số đã nêu: xem tất cả văn bản đi" in words


def test_the_menu_counts_what_waits_as_far_as_it_looks(
    portal: Hosted, documents: Province, beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Clerk(portal, "ubnd", "officer").known_to(documents.hosted, beside(REPORTS))
    for _ in range(2):
        documents.draft()
    assert "Việc của tôi 2 việc đang chờ" in text_of(reader.get("/directives"))
    monkeypatch.setattr(errands, "COUNTED", 1)
    assert "Việc của tôi 1+ việc đang chờ" in text_of(reader.get("/directives"))


def test_errands_lie_where_their_day_says() -> None:
    today = date(2024, 6, 1)

    def one(days: int | None, overdue: bool = False) -> Errand:
        due_on = None if days is None else today + timedelta(days=days)
        return Errand("report", str(days), "reports.requirement", {}, None, due_on, overdue)

    found = heaps([one(None), one(16), one(15), one(0), one(-1, True), one(-1)], today)
    told = {heap: [errand.about for errand in held] for heap, held in found.items()}
    assert told == {"overdue": ["-1"], "soon": ["0", "15"], "waiting": ["-1", "16", "None"]}
