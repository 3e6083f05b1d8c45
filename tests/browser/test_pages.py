"""What every page promises: WCAG 2.2 AA as far as a machine can tell, one column at 320 px, no complaint."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from tests.browser.conftest import WITH
from tests.browser.pages import PAGES, Page
from tests.browser.play import Play
from tests.browser.window import NARROW, WIDE, Window
from tests.browser.words import LANGUAGES
from tests.visibility.rules import RULES as ROUTES

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
  .then(result => result.violations.flatMap(rule => rule.nodes.map(node =>
    [rule.id, rule.help, node.html, node.failureSummary].join("\\n  "))))"""
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
# Which control has the focus, by its place on the page; whether it is ringed, and stands where it is seen.
FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), ring = getComputedStyle(at);
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const place = [...document.querySelectorAll("*")].indexOf(at);
  return [at === document.body ? "body" : `${place} ${at.outerHTML.slice(0, 80)}`,
    at === document.body || seen && ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2];
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# What machines read, and what only leads on to a page.
NO_PAGES = ("/v1/", "/openapi", "/healthz", "/readyz", "/language/", "/khen-thuong.atom")
LEAD_ON = {"/", "/menu", "/directives/<directive_id>/arrival"}

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("play", [WITH], indirect=True, scope="session"),
]
EVERY_PAGE = pytest.mark.parametrize(
    ("page", "language"), [*itertools.product(PAGES, LANGUAGES)], ids=lambda one: getattr(one, "name", one)
)


def broken_rules(window: Window) -> list[str]:
    """Return where the page breaks which rule."""
    window.page.evaluate(AXE)
    told: list[str] = window.page.evaluate(RUN, RULES)
    return told


def beyond_the_edge(window: Window) -> int:
    """Return how many pixels of the page lie beside the window."""
    return int(window.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth"))


@EVERY_PAGE
def test_everybody_can_read_a_page_and_the_browser_has_nothing_to_complain_of(
    played: Play, page: Page, language: str
) -> None:
    window = page.open(played, language).window
    assert window.page.locator("html").get_attribute("lang") == language
    assert window.status == page.status
    for size in (NARROW, WIDE):
        window.resize(size)
        assert not broken_rules(window)
        assert beyond_the_edge(window) == 0
    assert not window.complaints


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tab_meets_every_control_and_shows_where_it_is(played: Play, page: Page) -> None:
    person = page.open(played, "vi")
    offered = person.window.page.locator(CONTROLS).locator("visible=true").count()
    met: set[str] = set()
    for _ in range(3 * offered + 3):
        person.window.page.keyboard.press("Tab")
        name, shown = person.window.page.evaluate(FOCUS)
        assert shown, f"the focus on {name} cannot be seen"
        met.add(name)
    assert len(met - {"body"}) >= offered


def test_a_fault_on_a_page_would_be_found(played: Play) -> None:
    window = PAGES[0].open(played, "vi").window
    window.page.locator("main").evaluate(
        "main => { main.innerHTML = '<h1>Sai</h1><p>Chữ nhạt</p><img src=/none.png>' }"
    )
    window.page.locator("main p").evaluate("told => { told.style.color = '#ccc' }")
    window.page.locator("h1").evaluate("h1 => { h1.style.width = '9000px' }")
    assert [told.partition("\n")[0] for told in broken_rules(window)] == ["color-contrast", "image-alt"]
    assert beyond_the_edge(window) > 0
    assert window.complaints
    window.complaints.clear()


def test_no_page_is_left_out(play: Play) -> None:
    routes = {path for service, method, path in ROUTES if (service, method) == ("portal", "GET")}
    pages = {path for path in routes if not path.startswith(NO_PAGES)} - LEAD_ON
    looked_at = {re.sub(r"\?.*", "", page.route) for page in PAGES}
    assert _unnamed(pages) <= _unnamed(looked_at)


def _unnamed(paths: set[str]) -> set[str]:
    return {re.sub("<.*?>", "<>", path) for path in paths}
