"""`python -m tests.browser.screenshots`: every page after the story, as pictures in docs/images."""

from __future__ import annotations

import base64
import os
import shutil
from contextlib import closing
from pathlib import Path

import click

from infra.local.stack import Ports, running
from infra.local.story import papers
from infra.local.story.play import play as tell
from tests.browser.pages import PAGES, Page
from tests.browser.play import ROOT, Play, folder
from tests.browser.window import SMALL, WIDE, Size, Window, chromium

IMAGES = ROOT / "docs" / "images"
# As much as tells what a page is; further down lists go on.
TALLEST = {WIDE: 1000, SMALL: 900}
QUALITY = 75


def main() -> None:
    """Play the story through the APIs, then open every page wide and narrow."""
    # The rendition, not a scan that may lie beside the project: pictures name nobody.
    os.environ["SEEDS"] = str(papers.RENDITION[0].parent)
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    with chromium() as browser, running(folder(), Ports.free(), click.echo) as stack:
        if not tell(stack, click.echo):
            raise SystemExit(1)
        with closing(Play(stack, browser, scripts=True)) as play:
            for page in PAGES:
                for size in TALLEST:
                    picture(play, page, size, IMAGES)
    taken = list(IMAGES.iterdir())
    click.echo(f"{len(taken)} pictures, {sum(one.stat().st_size for one in taken) // 1000} kB")


def picture(play: Play, page: Page, size: Size, into: Path) -> None:
    """Take one page at one width."""
    window = page.open(play, "vi").window
    window.resize(size)
    (into / f"{page.name}-{size[0]}.webp").write_bytes(taken(window, size))
    window.resize(WIDE)


def taken(window: Window, size: Size) -> bytes:
    """Return the picture of a whole page, or of as much as tells what it is."""
    tall = int(window.page.locator("html").evaluate("root => root.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": size[0], "height": min(tall, TALLEST[size]), "scale": 1}
    told = window.context.new_cdp_session(window.page).send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True},
    )
    return base64.b64decode(told["data"])


if __name__ == "__main__":
    main()
