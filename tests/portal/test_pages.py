"""What the pages show, that they protect their readers, and that they can be read by everybody."""

from __future__ import annotations

import gzip
import hashlib
import random
import re

import pytest
from werkzeug.test import TestResponse

from infra.local import vendor
from services.portal.pages.assets import addresses
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal.browsing import PATHS, Clerk, Reader, page_of, text_of
from tests.portal.conftest import RunningDirectory
from tests.portal.stream import LETTER, PLAN, READ_MODELS, deliver


def test_the_page_tells_the_numbers_of_the_funnel(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{PLAN}"))
    assert "Kế hoạch 577/KH-UBND" in words
    assert (
        "Được gửi 3 100% 1 Đã đến 3 100% 1 Đã vào sổ 2 66,7% – Đã nhận việc 2 66,7% – Đã báo cáo 2 66,7% –"
        in words
    )
    assert "Nhiệm vụ đã giao: 2, đã nhận: 2." in words


def test_the_timeline_tells_what_was_done_by_which_agency_in_which_role(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{LETTER}"))
    assert "01/03/2024 Vào sổ văn bản đến : số đến 329, ngày đến 01/03/2024" in words
    assert "lưu ý: ngày đến trước ngày văn bản (đã có người xác nhận)" in words
    assert "Trung tâm Y tế huyện Mẫu văn thư document-registered.v1" in words
    assert "Giao nhiệm vụ : mục IV.2.a (chủ trì)" in words


def test_the_page_tells_what_reports_are_asked_for_and_how_many_stand(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{PLAN}"))
    assert "Đến hôm nay, 3 nơi nhận có báo cáo đến hạn; 2 trong số đó đã nộp đủ." in words
    receiver = "Ủy ban nhân dân tỉnh Mẫu"
    assert f"báo cáo sơ kết thi đua, khen thưởng {receiver} 14/06/2024 3 2 1" in words
    assert f"báo cáo tổng kết thi đua, khen thưởng {receiver} 01/12/2999 3 0 0" in words


def test_until_somebody_sets_a_due_day_the_page_says_that_it_is_missing(portal: Hosted) -> None:
    asked = stream.required(PLAN, stream.FINAL, "health", report_to_id=None)
    deliver(portal.database, [[*stream.agencies(), *stream.plan(), asked]])
    words = text_of(Clerk(portal, "province", "leader").get(f"/directives/{PLAN}"))
    assert "Đến hôm nay chưa có báo cáo nào đến hạn." in words
    assert "báo cáo tổng kết thi đua, khen thưởng chưa rõ nơi nhận chưa có hạn 1 0 –" in words


def test_a_directive_without_a_period_shows_none(portal: Hosted) -> None:
    window = {"start": None, "end": None}
    deliver(portal.database, [[stream.issued(PLAN, "province", "1/QĐ-UBND", window=window)]])
    reader = Clerk(portal, "province", "leader")
    assert "Thời gian thực hiện" not in text_of(reader.get(f"/directives/{PLAN}"))
    deliver(portal.database, [[stream.issued(LETTER, "province", "2/KH-UBND")]])
    assert "Thời gian thực hiện" in text_of(reader.get(f"/directives/{LETTER}"))


def test_a_directive_that_asks_for_no_report_shows_no_table_of_reports(leader: Clerk) -> None:
    assert "Phải nộp" not in text_of(leader.get(f"/directives/{stream.DECISION}"))


def test_the_timeline_tells_of_reports_who_handed_in_to_whom_and_what_became_of_it(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{LETTER}"))
    report = "báo cáo sơ kết thi đua, khen thưởng"
    for told in (
        f"Yêu cầu báo cáo : {report}; Trung tâm Y tế huyện Mẫu",
        f"Định hạn nộp báo cáo : {report}, hạn 07/06/2024 (định lần đầu)",
        f"Nộp báo cáo : {report}, lần 1; gửi Sở Y tế ; đúng hạn",
        f"Trả lại báo cáo : {report}, lần 1; của Trung tâm Y tế huyện Mẫu (thiếu nội dung)",
        f"Chấp nhận báo cáo : {report}, lần 2; của Trung tâm Y tế huyện Mẫu",
    ):
        assert told in words, told


def test_the_timeline_tells_which_agency_was_reminded_at_which_rung_and_took_note(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{LETTER}"))
    report = "báo cáo sơ kết thi đua, khen thưởng"
    centre = "Trung tâm Y tế huyện Mẫu"
    assert f"Nhắc hạn : {report}, mốc T-7, hạn 14/06/2024; nhắc 2 người {centre} hệ thống" in words
    assert f"Xác nhận đã được nhắc : {report}, mốc T-7 {centre} chuyên viên" in words
    words = text_of(leader.get(f"/directives/{PLAN}"))
    assert "Nhắc hạn : báo cáo tổng kết thi đua, khen thưởng, chưa có hạn; nhắc 2 người" in words


def test_the_timeline_of_the_campaign_goes_from_the_criteria_to_the_published_award(leader: Clerk) -> None:
    words = text_of(leader.get(f"/directives/{PLAN}"))
    told = [
        "Công bố tiêu chí thi đua : bản 1",
        "Xác minh điển hình : tập thể",
        "Đề nghị khen thưởng : Giấy khen, đột xuất; trình Sở Y tế",
        "Trình dự thảo quyết định khen thưởng : Giấy khen, đột xuất",
        "Quyết định khen thưởng : 12/QĐ-SYT; số lượng: 1",
        "Công bố khen thưởng : xem trang công khai",
    ]
    assert [words.index(one) for one in told] == sorted(words.index(one) for one in told)


def test_the_same_page_in_english(told: Hosted) -> None:
    reader = Clerk(told, "province", "leader", **{"Accept-Language": "en"})
    words = text_of(reader.get(f"/directives/{LETTER}"))
    assert "arrival number 329, arrived on 1 March 2024" in words
    assert "Acknowledged 1 100%" in words


def test_the_language_stays_as_chosen(leader: Clerk) -> None:
    assert page_of(leader.get("/directives")).all("html")[0]["lang"] == "vi"
    assert leader.get("/language/en?to=/directives").location == "/directives"
    assert page_of(leader.get("/directives")).all("html")[0]["lang"] == "en"
    assert leader.get("/language/xx").status_code == 404


def test_the_list_leads_to_each_directive_and_that_to_what_it_carries_out(leader: Clerk) -> None:
    links = [one["href"] for one in page_of(leader.get("/directives")).all("a")]
    assert {f"/directives/{PLAN}", f"/directives/{LETTER}"} <= set(links)
    assert f"/directives/{PLAN}" in [
        one["href"] for one in page_of(leader.get(f"/directives/{LETTER}")).all("a")
    ]


def test_a_foreign_directive_is_not_found(told: Hosted) -> None:
    stranger = Clerk(told, "stranger", "leader")
    assert "Chưa có văn bản nào mà cơ quan của bạn được xem." in text_of(stranger.get("/directives"))
    answer = stranger.get(f"/directives/{PLAN}")
    assert answer.status_code == 404
    assert "Trang này không có, hoặc cơ quan của bạn không được xem." in text_of(answer)
    assert "577/KH-UBND" not in text_of(answer)
    assert "Cơ quan ngoài cuộc" in text_of(answer)


def test_a_recipient_finds_in_its_list_what_was_sent_to_it_and_no_more(told: Hosted) -> None:
    assert symbols(Clerk(told, "centre", "clerk"), "") == ["12/QĐ-SYT", "929/SYT-VP"]
    assert symbols(Clerk(told, "justice", "clerk"), "") == ["577/KH-UBND"]


def symbols(reader: Reader, query: str) -> list[str]:
    return re.findall(r"<a href=\"/directives/[^?\"]+\">([^<]+)</a>", reader.get(f"/directives{query}").text)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?symbol=577", ["577/KH-UBND"]),
        ("?symbol=577/kh", ["577/KH-UBND"]),
        ("?symbol=77", []),
        ("?symbol=.*", []),
        ("?relation=issued", ["12/QĐ-SYT", "929/SYT-VP"]),
        ("?relation=received", ["577/KH-UBND"]),
        ("?relation=issued&symbol=577", []),
        ("?relation=&symbol=", ["12/QĐ-SYT", "929/SYT-VP", "577/KH-UBND"]),
    ],
)
def test_the_list_is_filtered_by_symbol_and_by_relation(told: Hosted, query: str, wanted: list[str]) -> None:
    assert symbols(Clerk(told, "health", "leader"), query) == wanted


def test_a_filter_never_widens_what_may_be_seen(told: Hosted) -> None:
    for query in ("?symbol=577", "?relation=received", "?relation=issued"):
        page = Clerk(told, "stranger", "leader").get(f"/directives{query}")
        assert "Không có văn bản nào khớp với bộ lọc." in text_of(page)


@pytest.mark.parametrize("query", ["?relation=all", f"?symbol={'x' * 65}", "?unknown=1", "?symbol=%00"])
def test_a_filter_that_is_not_known_is_an_error_and_not_the_whole_list(leader: Clerk, query: str) -> None:
    assert leader.get(f"/directives{query}").status_code == 422


def test_a_long_list_goes_on_on_the_next_page_and_keeps_its_filter(portal: Hosted) -> None:
    events = [stream.issued(f"plan-{n}", "province", f"{n}/KH-UBND") for n in range(100, 155)]
    deliver(portal.database, [[*stream.agencies(), *events]])
    reader = Clerk(portal, "province", "leader")
    first = page_of(reader.get("/directives?symbol=1"))
    (link,) = (str(one["href"]) for one in first.all("a") if one.get("rel") == "next")
    assert "symbol=1" in link
    seen = symbols(reader, "?symbol=1") + symbols(reader, link.removeprefix("/directives"))
    assert sorted(seen) == [f"{n}/KH-UBND" for n in range(100, 155)]


@pytest.mark.parametrize("seed", range(3))
def test_events_in_another_order_give_the_same_pages(portal: Hosted, seed: int) -> None:
    events = stream.story()
    deliver(portal.database, [events])
    reader = Clerk(portal, "province", "leader")
    paths = ["/directives", f"/directives/{PLAN}", f"/directives/{LETTER}"]
    wanted = [text_of(reader.get(path)) for path in paths]
    for name in (*READ_MODELS, "agencies"):
        portal.database.db[name].delete_many({})
    random.Random(seed).shuffle(events)
    deliver(portal.database, [events[:9], events[9:], events[4:12]])
    assert [text_of(reader.get(path)) for path in paths] == wanted


def test_hostile_names_are_shown_as_text(portal: Hosted) -> None:
    hostile = "<script>alert(1)</script>\"' {{7*7}} %(x)s"
    agency = {"agency_id": "province", "name": hostile, "parent_id": None, "path": []}
    issued = stream.issued(PLAN, "province", "<b>1</b>", subject=hostile, type="<i>Kế hoạch</i>")
    warnings = [{"code": "a-code-of-tomorrow", "overridden": False}]
    events = [
        stream.made("agency-changed.v1", "province", **agency),
        issued,
        stream.dispatched(PLAN, "province", {"province": "assigned"}),
        stream.registered(PLAN, "province", 0, warnings=warnings),
    ]
    deliver(portal.database, [events])
    reader = Clerk(portal, "province", "leader")
    for path in ("/directives", f"/directives/{PLAN}"):
        page = reader.get(path)
        assert page.status_code == 200
        assert hostile in text_of(page)
        assert not page_of(page).all("i") + page_of(page).all("b")
        assert all(one.get("src") for one in page_of(page).all("script"))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_our_own_scripts_only_and_nothing_that_stands_in_it(leader: Clerk, path: str) -> None:
    page = leader.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    known = page_of(page)
    assert not known.all("style")
    assert {str(one.get("src")) for one in known.all("script")} <= set(addresses().values())
    run_by_htmx = ("hx-on", "hx-vals", "hx-confirm")
    assert not [
        about
        for _, about in known.tags
        if any(name == "style" or name.startswith(("on", *run_by_htmx)) for name in about)
        or "[" in str(about.get("hx-trigger"))
        or "js:" in str(about)
    ]


def test_a_form_without_its_token_does_nothing(leader: Clerk) -> None:
    for token in ("", "forged"):
        refused = leader.send("/sign-out", token)
        assert refused.status_code == 400
        assert "Biểu mẫu đã hết hạn" in text_of(refused)
    assert leader.get("/directives").status_code == 200


def test_a_token_of_another_session_does_nothing(told: Hosted, leader: Clerk) -> None:
    foreign = Clerk(told, "health", "leader").form_token("/directives")
    assert leader.send("/sign-out", foreign).status_code == 400
    assert leader.send("/sign-out", leader.form_token("/directives")).status_code == 303


def test_errors_are_pages_in_words_and_the_api_keeps_its_problems(leader: Clerk) -> None:
    wrong = leader.get("/directives?cursor=forged")
    assert (wrong.status_code, wrong.mimetype) == (422, "text/html")
    assert "Địa chỉ không đúng" in text_of(wrong)
    assert leader.client.put("/directives").status_code == 405
    assert leader.get("/v1/nowhere").mimetype == "application/problem+json"


def test_a_position_that_has_ended_is_told_so(told: Hosted) -> None:
    reader = Clerk(told, "province", "leader")
    told.database.db["officers"].update_many({}, {"$set": {"active": False}})
    answer = reader.get("/directives")
    assert answer.status_code == 403
    assert "Không có quyền" in text_of(answer)


def test_until_the_store_has_caught_up_the_page_says_that_it_is_starting(told: Hosted) -> None:
    reader = Clerk(told, "province", "leader")
    here = told.app.extensions["liemchinh"]
    told.database.db["bootstrap"].delete_one({"_id": "caught-up"})
    here._caught_up = False
    try:
        answer = reader.get("/directives")
    finally:
        told.catch_up()
    assert answer.status_code == 503
    assert "Hệ thống đang khởi động" in text_of(answer)


def test_static_files_carry_their_fingerprint_and_are_kept_for_ever(leader: Clerk) -> None:
    page = page_of(leader.get("/directives"))
    found = [*(one["href"] for one in page.all("link")), *(one["src"] for one in page.all("script"))]
    assert len(found) == 4
    for address in map(str, found):
        assert re.search(r"\.[0-9a-f]{12}\.(css|svg|js)$", address)
        answer = leader.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_first_visit_is_light(leader: Clerk) -> None:
    stranger = Reader(leader.portal)
    asked = [(stranger, "/sign-in"), (leader, "/desk"), (leader, "/menu?at=desk.desk")]
    asked += [(leader, "/directives"), (leader, f"/directives/{PLAN}")]
    pages = [reader.get(path) for reader, path in asked]
    # Every file once: its name carries its fingerprint, so that a browser keeps it.
    files = {path: leader.get(path) for page in pages for path in parts_of(page)}
    styles = [answer for path, answer in files.items() if path.endswith(".css")]
    assert len(files) == 4
    assert not [style for style in styles if "url(" in style.text or "@import" in style.text]
    answers = [*pages, *files.values()]
    assert {answer.status_code for answer in answers} == {200}
    assert len(answers) <= 30
    assert sum(len(gzip.compress(answer.data)) for answer in answers) <= 120_000
    # Nothing in front of the portal need compress: the budget holds for what is sent as well.
    assert sum(len(answer.data) for answer in answers) <= 120_000


def parts_of(answer: TestResponse) -> list[str]:
    """Return the addresses of what a browser fetches with a page."""
    page = page_of(answer)
    linked = [one["href"] for one in page.all("link")]
    return [str(path) for path in (*linked, *(one.get("src") for _, one in page.tags)) if path]


def test_what_others_wrote_is_served_as_it_was_taken(leader: Clerk) -> None:
    recorded = vendor.recorded(vendor.FOLDER)
    served = leader.get(addresses()["htmx.min.js"]).data
    assert hashlib.sha256(served).hexdigest() == recorded["htmx.min.js"]
    assert not {"SHA256SUMS", "htmx.LICENSE"} & addresses().keys()


def test_a_long_timeline_goes_on_on_the_next_page(portal: Hosted) -> None:
    tasks = [stream.assigned(PLAN, "province", f"task-{number}") for number in range(60)]
    deliver(portal.database, [[*stream.agencies(), stream.issued(PLAN, "province", "1/KH"), *tasks]])
    reader = Clerk(portal, "province", "leader")
    first = reader.get(f"/directives/{PLAN}")
    (link,) = (one["href"] for one in page_of(first).all("a") if one.get("rel") == "next")
    second = reader.get(str(link))
    assert text_of(first).count("task-assigned.v1") + text_of(second).count("task-assigned.v1") == 60


def test_the_real_directory_s_leader_reads_the_real_story(
    provincial: Hosted, directory: RunningDirectory
) -> None:
    agency_id = directory.sign_ins["ubnd.lanhdao"]["agency_id"]
    deliver(provincial.database, [[stream.issued(PLAN, agency_id, "577/KH-UBND")]])
    reader = Reader(provincial)
    reader.sign_in(directory.sign_ins["ubnd.lanhdao"])
    page = text_of(reader.get("/directives"))
    assert "577/KH-UBND Kế hoạch Ủy ban nhân dân tỉnh Tây Ninh 01/03/2024" in page
