"""What officers read in the portal when the story has been played: over real HTTP, in both languages."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
import requests

from chassis.context import BUSINESS_ZONE
from infra.local.story.cast import Cast
from infra.local.story.plot import LETTER, PLAN
from tests.flows.conftest import Told

pytestmark = pytest.mark.timeout(600)
SECONDS = 15


class Browser:
    """A person without scripts: signs in by the form, chooses a language, follows links."""

    def __init__(self, told: Told, username: str, language: str) -> None:
        self._http = requests.Session()
        self._url = told.stack.urls["portal"]
        entries = json.loads(told.stack.sign_ins.read_text(encoding="utf-8"))
        [entry] = [one for one in entries if one["username"] == username]
        self.page(f"/language/{language}")
        form = self.page("/sign-in")
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        told_so = {"csrf_token": token, "username": username, "password": entry["password"], "to": ""}
        answer = self._http.post(f"{self._url}/sign-in", told_so, timeout=SECONDS)
        assert answer.status_code == 200, answer.text

    def page(self, path: str) -> str:
        """Return a page as it is sent."""
        answer = self._http.get(self._url + path, timeout=SECONDS)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def directive(self, symbol: str) -> str:
        """Follow the link of a directive from the list; return the words of its page."""
        return words(self.page(self.path_of(symbol)))

    def path_of(self, symbol: str) -> str:
        """Return where the list leads to for a directive."""
        [path] = set(re.findall(rf'href="(/directives/[^"]+)"[^>]*>\s*{symbol}', self.page("/directives")))
        return path

    def timeline(self, symbol: str) -> str:
        """Return all pages of a directive, one after the other as they are sent."""
        pages, path = [], self.path_of(symbol)
        while path:
            pages.append(self.page(path))
            path = next(iter(re.findall(r'rel="next" href="([^"]+)"', html.unescape(pages[-1]))), "")
        return "".join(pages)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def numbers(text: str, row: str) -> list[int]:
    """Return the figures of a row of the funnel's table: to act, the share, to know."""
    found = re.search(rf"{row} (\d+) [\d,.]+\s?% (\d+|–)", text)
    assert found, (row, text)
    return [int(figure) for figure in found.groups() if figure != "–"]


ROWS = {
    "vi": ("Được gửi", "Đã đến", "Đã vào sổ", "Đã nhận việc", "Đã báo cáo"),
    "en": ("Addressed", "Arrived", "Registered", "Acknowledged", "Reported"),
}
LEADERS = {PLAN: "ubnd.lanhdao", LETTER: "syt.lanhdao"}
STANDING = {"submitted", "accepted"}


def sizes(told: Told) -> dict[str, int]:
    """Return how many agencies each group of the directory has on the day of the plan."""
    cast = Cast(told.stack.urls, told.stack.sign_ins)
    groups = list(cast["admin"].every("directory", "/v1/groups"))
    return {group["code"]: len(cast.members(group["id"])) for group in groups}


def reported(told: Told, symbol: str) -> int:
    """Return who has handed in all that is due by today, as the reports service lists what is owed."""
    leader = Cast(told.stack.urls, told.stack.sign_ins)[LEADERS[symbol]]
    today = datetime.now(BUSINESS_ZONE).date().isoformat()
    missing: dict[str, bool] = {}
    for one in leader.every("reports", "/v1/requirements", directive_id=id_of(told, symbol)):
        if one["due_on"] and one["due_on"] <= today:
            owes = one["submission_status"] not in STANDING
            missing[one["agency_id"]] = missing.get(one["agency_id"], False) or owes
    assert missing
    return list(missing.values()).count(False)


def id_of(told: Told, symbol: str) -> str:
    return Browser(told, LEADERS[symbol], "vi").path_of(symbol).rpartition("/")[2]


@pytest.mark.parametrize("symbol", [PLAN, LETTER])
def test_the_portal_and_the_reports_service_count_the_same_reports(undisturbed: Told, symbol: str) -> None:
    leader = Cast(undisturbed.stack.urls, undisturbed.stack.sign_ins)[LEADERS[symbol]]
    directive_id = id_of(undisturbed, symbol)
    names = ("period_id", "template", "expected", "actual", "actual_on_time", "due_on", "timely_until")
    counted = leader.get("reports", "/v1/completeness", directive_id=directive_id)["reports"]
    shown = leader.get("portal", f"/v1/journeys/{directive_id}")["reports"]
    assert sorted([one[name] for name in names] for one in shown) == sorted(
        [one[name] for name in names] for one in counted
    )
    assert sum(one["actual"] for one in shown) == 1


@pytest.mark.parametrize(
    ("symbol", "steps"),
    [
        (LETTER, ["Yêu cầu báo cáo", "Định hạn nộp báo cáo", "Nhắc hạn", "Xác nhận đã được nhắc",
                  "Nộp báo cáo", "Trả lại báo cáo", "Chấp nhận báo cáo"]),
        (PLAN, ["Yêu cầu báo cáo", "Định hạn nộp báo cáo", "Nộp báo cáo", "Chấp nhận báo cáo",
                "Công bố tiêu chí thi đua", "Xác minh điển hình", "Đề nghị khen thưởng",
                "Trình dự thảo quyết định khen thưởng", "Quyết định khen thưởng", "Công bố khen thưởng"]),
    ],
)  # fmt: skip
def test_the_timeline_goes_the_whole_way(undisturbed: Told, symbol: str, steps: list[str]) -> None:
    text = Browser(undisturbed, LEADERS[symbol], "vi").timeline(symbol)
    at = [text.index(f"<strong>{step}</strong>") for step in steps]
    assert at == sorted(at)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_anybody_reads_the_published_award_without_signing_in(undisturbed: Told, language: str) -> None:
    urls = undisturbed.stack.urls
    published = requests.get(f"{urls['awards']}/v1/public/awards", timeout=SECONDS).json()["items"]
    assert published
    cookies = {"language": language}
    page = words(requests.get(f"{urls['portal']}/khen-thuong", cookies=cookies, timeout=SECONDS).text)
    feed = requests.get(f"{urls['portal']}/khen-thuong.atom", timeout=SECONDS)
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(published)
    for award in published:
        assert f"{award['name']} {award['unit']}" in page
        assert award["symbol"] in page


def test_the_timeline_of_the_plan_leads_to_the_page_of_the_award(undisturbed: Told) -> None:
    leader = Browser(undisturbed, LEADERS[PLAN], "vi")
    [path] = set(re.findall(r'href="(/khen-thuong/[^"]+)"', leader.timeline(PLAN)))
    public = requests.get(undisturbed.stack.urls["portal"] + path, timeout=SECONDS)
    assert public.status_code == 200
    assert "Giấy khen" in words(public.text)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("username", "symbol", "groups", "single", "informed"),
    [
        # The Front, the Youth Union and the award board are addressed by their own names (events.md §4).
        ("ubnd.lanhdao", PLAN, ("departments", "districts", "state-enterprises"), 3, 5),
        ("syt.lanhdao", LETTER, ("health-rooms", "health-units"), 0, 0),
    ],
)
def test_the_issuer_reads_the_numbers_of_its_document(
    undisturbed: Told,
    language: str,
    username: str,
    symbol: str,
    groups: tuple[str, ...],
    single: int,
    informed: int,
) -> None:
    known = sizes(undisturbed)
    addressed = sum(known[group] for group in groups) + single
    text = Browser(undisturbed, username, language).directive(symbol)
    first, second, third, fourth, fifth = ROWS[language]
    assert numbers(text, first) == numbers(text, second) == [addressed, informed]
    assert (numbers(text, third)[0], numbers(text, fourth)[0]) == (1, 1)
    assert numbers(text, fifth) == [reported(undisturbed, symbol)]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_health_centre_reads_that_letter_929_has_its_arrival_number_329(
    undisturbed: Told, language: str
) -> None:
    text = Browser(undisturbed, "ttyt.vanthu", language).directive(LETTER)
    assert LETTER in text
    assert "329" in text
