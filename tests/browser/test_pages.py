"""What every page promises: WCAG 2.2 AA as far as a machine can tell, one column at 320 px, no complaint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import WITH
from tests.browser.pages import LANGUAGES, PAGES, Page
from tests.browser.play import Play
from tests.browser.window import NARROW, WIDE, Size

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# As wide as 1280 px at 400 %.
SIZES = {"1366": WIDE, "320": NARROW}

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("play", [WITH], indirect=True, scope="session"),
    pytest.mark.parametrize("language", LANGUAGES),
    pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name),
]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_page_breaks_no_rule_for_those_who_cannot_see_or_point(
    played: Play, page: Page, language: str, size: Size
) -> None:
    window = page.open(played, language).window
    window.resize(size)
    assert window.page.locator("html").get_attribute("lang") == language
    assert window.status == page.status
    window.page.evaluate(AXE)
    found: list[dict[str, Any]] = window.page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(one => one.violations)",
        RULES,
    )
    told = [
        f"{one['id']}: {one['help']}\n  {node['html']}\n  {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
    assert not told, "\n".join(told)


def test_a_page_is_one_column_at_320_px(played: Play, page: Page, language: str) -> None:
    window = page.open(played, language).window
    window.resize(NARROW)
    wide, narrow = window.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= narrow


def test_the_browser_has_nothing_to_complain_of(played: Play, page: Page, language: str) -> None:
    window = page.open(played, language).window
    assert not window.complaints
