"""That everybody can read the pages: by ear, by keyboard, with weak eyes, in either language (WCAG 2.2)."""

from __future__ import annotations

import itertools
import re

import pytest

from services.portal.pages.assets import FOLDER
from tests.fixtures.web import Hosted
from tests.portal.awarding import LONG_NAME, RunningAwards, award
from tests.portal.browsing import LISTS, PATHS, Clerk, Page, Reader, page_of
from tests.portal.conftest import NOBODY, ask_at

STYLE = (FOLDER / "portal.css").read_text(encoding="utf-8")
# Ink on ground, and the ratio that WCAG 1.4.3 (text) or 1.4.11 (outlines) asks for.
CONTRASTS = [
    ("ink", "paper", 4.5),
    ("quiet", "paper", 4.5),
    ("quiet", "sheet", 4.5),
    ("quiet", "shade", 4.5),
    ("link", "paper", 4.5),
    ("link", "sheet", 4.5),
    ("link", "shade", 4.5),
    ("alarm", "sheet", 4.5),
    ("sheet", "deep", 4.5),
    ("sheet", "deeper", 4.5),
    ("focus", "paper", 3.0),
    ("focus-on-deep", "deep", 3.0),
    ("edge", "sheet", 3.0),
]


@pytest.fixture(params=itertools.product(PATHS, ["vi", "en"]), ids=" ".join)
def page(request: pytest.FixtureRequest, leader: Clerk) -> Page:
    """Each page in each language; the form to sign in as a stranger sees it."""
    path, language = request.param
    reader: Reader = leader
    if path == "/sign-in":
        reader = Reader(leader.portal)
    reader.get(f"/language/{language}")
    shown = page_of(reader.get(path))
    assert shown.all("html")[0]["lang"] == language
    return shown


def test_a_page_is_well_formed(page: Page) -> None:
    assert not page.faults
    ids = [about["id"] for _, about in page.tags if "id" in about]
    assert len(ids) == len(set(ids))
    named = [about.get(name) or "" for _, about in page.tags for name in ("for", "aria-describedby")]
    assert {one for several in named for one in several.split()} <= set(ids)


@pytest.mark.parametrize("state", ["empty", "many", "away"])
def test_the_public_page_is_well_formed_in_every_state(
    portal: Hosted, awards: RunningAwards, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    if state == "many":
        awards.publish(*(award(number, LONG_NAME) for number in range(60)))
    if state == "away":
        ask_at(portal, monkeypatch, awards=NOBODY)
    shown = page_of(Reader(portal).get("/khen-thuong"))
    test_a_page_is_well_formed(shown)
    test_a_page_can_be_walked_by_its_landmarks(shown)
    test_a_page_can_be_walked_by_its_headings(shown)
    test_every_table_has_a_caption_and_heads(shown)
    assert len(shown.all("tr")) == {"empty": 0, "many": 51, "away": 0}[state]


def test_a_page_can_be_walked_by_its_landmarks(page: Page) -> None:
    assert [len(page.all(name)) for name in ("main", "header", "footer", "title")] == [1] * 4
    assert page.all("a")[0]["href"] == "#main" == f"#{page.all('main')[0]['id']}"
    names = [one.get("aria-label") for one in page.all("nav")]
    assert all(names)
    assert len(names) == len(set(names))


def test_a_page_can_be_walked_by_its_headings(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_control_has_a_label(page: Page) -> None:
    fields = (one for name in ("input", "select", "textarea") for one in page.all(name))
    controls = [one for one in fields if one.get("type") != "hidden"]
    assert {one["id"] for one in controls} == {one["for"] for one in page.all("label")}
    assert not [about for _, about in page.tags if int(about.get("tabindex") or 0) > 0]


def test_every_table_has_a_caption_and_heads(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(one["scope"] in {"col", "row"} for one in page.all("th"))


def test_every_form_that_changes_something_carries_a_token(page: Page) -> None:
    changing = [one for one in page.all("form") if one.get("method") == "post"]
    tokens = [one for one in page.all("input") if one.get("name") == "csrf_token"]
    assert len(changing) == len(tokens)
    assert all(one["value"] for one in tokens)


def test_a_page_fits_the_screen_it_is_on(page: Page) -> None:
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")


def test_pages_have_titles_of_their_own(leader: Clerk) -> None:
    titles = [re.search("<title>(.*)</title>", leader.get(path).text) for path in LISTS]
    assert len({one.group(1) for one in titles if one}) == len(LISTS)


def test_each_label_for_a_narrow_screen_is_the_head_of_its_column(leader: Clerk) -> None:
    for path in LISTS:
        text = leader.get(path).text
        heads = set(re.findall(r'<th role="columnheader" scope="col">([^<]+)</th>', text))
        assert set(re.findall(r'data-label="([^"]+)"', text)) <= heads


def test_the_focus_can_be_seen() -> None:
    assert ":focus-visible { outline: 3px solid" in STYLE
    assert not re.search(r"(?<!main):focus[^{]*{[^}]*outline: *(none|0)", STYLE)


@pytest.mark.parametrize(("ink", "ground", "least"), CONTRASTS)
def test_colours_stand_out(ink: str, ground: str, least: float) -> None:
    light, dark = sorted((brightness(ink), brightness(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_every_colour_has_a_name() -> None:
    outside = STYLE.partition("}")[2]
    assert not re.findall(r"#[0-9a-f]{3,8}\b", outside)


def brightness(name: str) -> float:
    """Return the relative luminance of a colour of the style sheet, as WCAG defines it."""
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", STYLE)
    assert found, name
    parts = [int(found.group(1)[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
