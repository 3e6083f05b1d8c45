"""What officers read in the portal when the story has been played: over real HTTP, in both languages."""

from __future__ import annotations

import html
import json
import re

import pytest
import requests

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
        [path] = set(re.findall(rf'href="(/directives/[^"]+)"[^>]*>\s*{symbol}', self.page("/directives")))
        return words(self.page(path))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).strip()


def numbers(text: str, row: str) -> list[int]:
    """Return the figures of a row of the funnel's table: to act, the share, to know."""
    found = re.search(rf"{row} (\d+) [\d,.]+\s?% (\d+|–)", text)
    assert found, (row, text)
    return [int(figure) for figure in found.groups() if figure != "–"]


ROWS = {
    "vi": ("Được gửi", "Đã đến", "Đã vào sổ", "Đã nhận việc"),
    "en": ("Addressed", "Arrived", "Registered", "Acknowledged"),
}


def sizes(told: Told) -> dict[str, int]:
    """Return how many agencies each group of the directory has on the day of the plan."""
    cast = Cast(told.stack.urls, told.stack.sign_ins)
    groups = list(cast["admin"].every("directory", "/v1/groups"))
    return {group["code"]: len(cast.members(group["id"])) for group in groups}


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
    first, second, third, fourth = ROWS[language]
    assert numbers(text, first) == numbers(text, second) == [addressed, informed]
    assert (numbers(text, third)[0], numbers(text, fourth)[0]) == (1, 1)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_health_centre_reads_that_letter_929_has_its_arrival_number_329(
    undisturbed: Told, language: str
) -> None:
    text = Browser(undisturbed, "ttyt.vanthu", language).directive(LETTER)
    assert LETTER in text
    assert "329" in text
