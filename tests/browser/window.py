"""A browser window of one person: opens addresses and writes down what the browser complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

Size = tuple[int, int]
# The last is 1280 px wide at 400 %.
WIDE, SMALL, NARROW = (1366, 768), (360, 740), (320, 640)
# A field for a day takes its parts in the order of the browser's own language, whatever the page's is.
TONGUE = "en_US.UTF-8"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield Debian's Chromium; the caller has looked whether it is there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--lang=en-US", "--force-color-profile=srgb", "--font-render-hinting=none"],
            env={**os.environ, "LANGUAGE": TONGUE, "LC_ALL": "C.UTF-8"},
        )
        yield browser
        browser.close()


class Window:
    """One page, and what the browser said against it."""

    def __init__(self, browser: Browser, scripts: bool = True, size: Size = WIDE) -> None:
        self.context: BrowserContext = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.status = 0
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def open(self, address: str) -> None:
        """Open an address, as typed into the browser."""
        self.page.goto(address)

    def resize(self, size: Size) -> None:
        """Give the window another size."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def text(self) -> str:
        """Return the words of the page's main part, blanks collapsed."""
        return " ".join(self.page.locator("main").inner_text().split())

    def close(self) -> None:
        """Close the window and forget its cookies."""
        self.context.close()

    def _said(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings, also those of the policy; that a page is a 404 is told by the page."""
        if message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url:
            return
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")
