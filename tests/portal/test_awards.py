"""The public page of awards: read by anybody, told by the real awards service, honest when that is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest

from services.awards.domain import Subject
from services.portal.calls.client import READ_SECONDS
from tests.fixtures.web import Hosted
from tests.portal.awarding import LONG_NAME, RunningAwards, award
from tests.portal.browsing import Clerk, Reader, page_of, text_of
from tests.portal.conftest import ask_at
from tests.portal.stream import DECISION, PLAN

PAGE, FEED = "/khen-thuong", "/khen-thuong.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(portal: Hosted) -> Reader:
    return Reader(portal)


def test_anybody_reads_who_was_commended_by_which_decision(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(award(1))
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert (
        "Phòng Kế hoạch - Nghiệp vụ Trung tâm Y tế huyện Mẫu Giấy khen 12/QĐ-SYT 03/07/2024 06/07/2024"
        in text_of(page)
    )


def test_who_only_reads_gets_no_cookie(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(award(1))
    for path in (PAGE, f"{PAGE}/award-1", FEED):
        assert "Set-Cookie" not in reader.get(path).headers


def test_the_page_is_there_in_english_too(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(award(1))
    reader.get("/language/en")
    words = text_of(reader.get(PAGE))
    assert "Published awards" in words
    assert "Certificate of commendation 12/QĐ-SYT 3 July 2024 6 July 2024" in words


def test_what_is_not_published_is_on_no_page(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(award(1, status="decided", published_on=None), award(2, confidential=True))
    assert "Chưa có khen thưởng nào được công bố." in text_of(reader.get(PAGE))
    assert [reader.get(f"{PAGE}/award-{number}").status_code for number in (1, 2)] == [404, 404]
    assert "<entry>" not in reader.get(FEED).text


def test_an_award_has_an_address_of_its_own(reader: Reader, awards: RunningAwards) -> None:
    person = Subject(kind="individual", name="Nguyễn Văn Mẫu", unit="Trạm Y tế Mẫu", position="Y sĩ")
    awards.publish(award(1, subject=person))
    links = [one["href"] for one in page_of(reader.get(PAGE)).all("a")]
    assert f"{PAGE}/award-1" in links
    words = text_of(reader.get(f"{PAGE}/award-1"))
    for told in ("Nguyễn Văn Mẫu", "cá nhân", "Y sĩ", "Trạm Y tế Mẫu", "12/QĐ-SYT", "Phát hiện và báo cáo"):
        assert told in words


@pytest.mark.parametrize("path", [f"{PAGE}/nobody", f"{PAGE}/%2e%2e", f"{PAGE}/a%2Fb", f"{PAGE}/%3Fx=1"])
def test_an_award_that_is_not_there_is_not_found(reader: Reader, awards: RunningAwards, path: str) -> None:
    awards.publish(award(1))
    assert reader.get(path).status_code == 404


def test_a_long_list_goes_on_on_the_next_page(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(*(award(number) for number in range(60)))
    first = page_of(reader.get(PAGE))
    (link,) = (str(one["href"]) for one in first.all("a") if one.get("rel") == "next")
    second = page_of(reader.get(link))
    seen = [one["href"] for page in (first, second) for one in page.all("a") if "/award-" in str(one["href"])]
    assert len(seen) == len(set(seen)) == 60
    assert PAGE in [one["href"] for one in second.all("a")]


def test_a_place_in_the_list_that_nobody_gave_out_is_an_error_in_words(
    reader: Reader, awards: RunningAwards
) -> None:
    answer = reader.get(f"{PAGE}?cursor=forged")
    assert answer.status_code == 422
    assert "Địa chỉ không đúng" in text_of(answer)
    assert reader.get(f"{PAGE}?unknown=1").status_code == 422


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where somebody takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(params=["nobody", "silent", "another service", "another kind of answer"])
def wrong_address(request: pytest.FixtureRequest, portal: Hosted, silent: str) -> str:
    return {
        "nobody": "http://127.0.0.1:1",
        "silent": silent,
        "another service": f"{portal.issuer.url}/",
        "another kind of answer": "not-an-address",
    }[request.param]


@pytest.mark.parametrize("path", [PAGE, FEED, f"{PAGE}/award-1"])
def test_while_awards_is_away_the_page_says_so_in_words(
    portal: Hosted, reader: Reader, monkeypatch: pytest.MonkeyPatch, wrong_address: str, path: str
) -> None:
    ask_at(portal, monkeypatch, awards=wrong_address)
    answer = reader.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Hệ thống khen thưởng chưa trả lời." in text_of(answer)
    links = [one["href"] for one in page_of(answer).all("a")]
    assert PAGE in links, "who cannot sign in gets back"
    assert "/directives" not in links


def test_a_service_that_knows_no_public_awards_is_not_taken_for_an_empty_list(
    portal: Hosted, reader: Reader, monkeypatch: pytest.MonkeyPatch, awards: RunningAwards
) -> None:
    ask_at(portal, monkeypatch, awards=f"{awards.url}/elsewhere")
    assert reader.get(PAGE).status_code == 503


def test_a_page_that_anybody_may_ask_for_holds_a_thread_for_seconds_only() -> None:
    assert sum(READ_SECONDS) <= 5


def test_the_page_needs_nothing_that_the_portal_has_heard(portal: Hosted, awards: RunningAwards) -> None:
    awards.publish(award(1))
    portal.database.db["bootstrap"].delete_one({"_id": "caught-up"})
    portal.app.extensions["liemchinh"]._caught_up = False
    try:
        assert Reader(portal).get(PAGE).status_code == 200
    finally:
        portal.catch_up()


def test_who_is_signed_in_keeps_the_way_back(told: Hosted, awards: RunningAwards) -> None:
    page = Clerk(told, "health", "leader").get(PAGE)
    assert "Sở Y tế lãnh đạo Đăng xuất" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("directive_id", [PLAN, DECISION])
def test_the_timeline_leads_to_the_published_award(
    told: Hosted, awards: RunningAwards, directive_id: str
) -> None:
    awards.publish(award(1))
    clerk = Clerk(told, "health", "clerk")
    links = [one["href"] for one in page_of(clerk.get(f"/directives/{directive_id}")).all("a")]
    assert clerk.get(next(str(one) for one in links if "/award-" in str(one))).status_code == 200


def test_hostile_names_are_shown_as_text(reader: Reader, awards: RunningAwards) -> None:
    hostile = "<script>alert(1)</script>\"' {{7*7}} %(x)s ]]> &amp;"
    awards.publish(award(1, name=hostile, achievement=hostile, symbol="<i>1</i>", form="a-form-of-tomorrow"))
    for path in (PAGE, f"{PAGE}/award-1"):
        page = reader.get(path)
        assert hostile in text_of(page)
        assert not page_of(page).all("script") + page_of(page).all("i")
    entry = ElementTree.fromstring(reader.get(FEED).data).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == f"a-form-of-tomorrow: {hostile}"


def test_the_feed_tells_programs_the_newest_awards(reader: Reader, awards: RunningAwards) -> None:
    awards.publish(award(1), award(2, LONG_NAME))
    reader.get("/language/en")
    answer = reader.get(FEED)
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    for name in ("id", "title", "updated", "author/{http://www.w3.org/2005/Atom}name"):
        assert feed.findtext(f"{ATOM}{name}")
    newest, older = feed.findall(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}title") == f"Giấy khen: {LONG_NAME}"
    assert feed.findtext(f"{ATOM}updated") == newest.findtext(f"{ATOM}updated") == "2024-07-07T00:00:00+07:00"
    assert older.findtext(f"{ATOM}summary") == (
        "Trung tâm Y tế huyện Mẫu. 12/QĐ-SYT, 03/07/2024. Phát hiện và báo cáo kịp thời việc nhũng nhiễu"
    )
    for entry in (newest, older):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"] == entry.findtext(f"{ATOM}id")
        assert link.attrib["href"].startswith(reader.portal.settings.public_url)
    assert link.attrib["href"].endswith("/khen-thuong/award-1")


def test_a_program_that_has_the_feed_is_told_that_nothing_is_new(
    reader: Reader, awards: RunningAwards
) -> None:
    awards.publish(award(1))
    first = reader.get(FEED)
    reader.headers["If-None-Match"] = first.headers["ETag"]
    assert reader.get(FEED).status_code == 304
    awards.publish(award(2, decided_on=date(2024, 7, 4)))
    assert reader.get(FEED).status_code == 200
    assert "public" in first.headers["Cache-Control"]
