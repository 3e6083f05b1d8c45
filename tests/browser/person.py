"""An officer before the portal: a window, a keyboard, and eyes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser

from tests.browser.keyboard import Keyboard
from tests.browser.window import Window

# What comes over Kafka is awaited, on a machine that may be loaded.
PATIENCE_SECONDS, PAUSE_SECONDS = 60.0, 0.5


class NotSeen(Exception):
    """A page does not say what the story demands."""


class Person:
    """Signs in by keyboard when a page is first wanted."""

    def __init__(self, browser: Browser, scripts: bool, portal: str, sign_in: Mapping[str, Any]) -> None:
        self.window = Window(browser, scripts)
        self.keyboard = Keyboard(self.window)
        self.username: str = sign_in["username"]
        self.agency: str = sign_in["agency"]
        self.agency_id: str = sign_in["agency_id"]
        self._portal, self._sign_in = portal, sign_in
        self._signed_in = False

    def go_to(self, place: str) -> None:
        """Open a place of the menu, signing in before if need be; a path is typed."""
        if place.startswith("/"):
            self.window.open(self._portal + place)
            return
        self.home()
        self.keyboard.follow(re.compile(rf"{re.escape(place)}( \d.*)?"), within="Trang chính")

    def home(self) -> None:
        """Open the portal at its first page."""
        if self._signed_in:
            self.window.open(self._portal)
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in, unless that is done."""
        if self._signed_in:
            return
        self.window.open(self._portal)
        self.keyboard.write("Tên đăng nhập", self._sign_in["username"])
        self.keyboard.write("Mật khẩu", self._sign_in["password"])
        self.keyboard.press("Đăng nhập")
        self.sees("Việc của tôi")
        self._signed_in = True

    def sees(self, *sentences: str) -> None:
        """Raise NotSeen unless the page says each sentence."""
        # How a first letter is written is the style sheet's affair.
        text = self.window.text()
        missing = [sentence for sentence in sentences if sentence.casefold() not in text.casefold()]
        if missing:
            raise NotSeen(f"{self.window.page.url} does not say {missing}, but: {text}")

    def awaits(self, *sentences: str) -> None:
        """Load the page again until it says each sentence; raises NotSeen after a minute."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.sees(*sentences)
            except NotSeen:
                if time.monotonic() > deadline:
                    raise
            time.sleep(PAUSE_SECONDS)
            self.window.page.reload()

    def close(self) -> None:
        """Close the window."""
        self.window.close()
