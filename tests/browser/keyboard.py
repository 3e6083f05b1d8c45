"""A keyboard, and no mouse: a control is reached with Tab, by the name a screen reader would say.

What has the focus is asked from the browser's own accessibility tree, so a control without a name, or one
that Tab does not reach, cannot be used here either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.browser.window import Window

Name = str | re.Pattern[str]
BUTTON, LINK, DAY, LIST = ("button",), ("link",), ("Date",), ("listbox",)
CHOICE, TICK, FOLD = ("combobox",), ("checkbox", "radio"), ("DisclosureTriangle",)
BOX = ("textbox", "searchbox", "spinbutton")
# More controls no page has.
MOST_STOPS = 800
# Longer texts are pasted, as a person would.
TYPED = 120


class NotReached(Exception):
    """Tab came round the page without meeting the control; the message lists what it met."""


@dataclass(frozen=True)
class Stop:
    """Where the focus is: what a screen reader would say of the control and of what it stands in."""

    role: str
    name: str
    value: str
    around: tuple[str, ...]

    def is_one(self, roles: Iterable[str], name: Name, within: str | None) -> bool:
        """Tell whether this is the control that is meant; `within` names something it stands in."""
        return self.role in roles and _fits(self.name, name) and (within is None or within in self.around)


class Keyboard:
    """The keys of one window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._keys = window.page.keyboard
        self._tree = window.context.new_cdp_session(window.page)
        self._tree.send("Accessibility.enable")

    def follow(self, name: Name, within: str | None = None) -> None:
        """Open a link."""
        self.reach(LINK, name, within)
        self._enter()

    def press(self, name: Name, within: str | None = None) -> None:
        """Press a button that leads to a page."""
        self.reach(BUTTON, name, within)
        self._enter()

    def write(self, name: Name, text: str, within: str | None = None) -> None:
        """Put a text into a field, in place of what is there."""
        self.reach(BOX, name, within)
        if self.focused().value == " ".join(text.split()):
            return
        self._keys.press("Control+A")
        if len(text) > TYPED:
            self._keys.insert_text(text)
        elif text:
            self._keys.type(text)
        else:
            self._keys.press("Delete")

    def write_day(self, name: Name, day: date, within: str | None = None) -> None:
        """Put a day into a field for a day; it goes on by itself from month to day to year."""
        self.reach(DAY, name, within)
        self._keys.press("ArrowLeft")
        self._keys.press("ArrowLeft")
        self._keys.type(f"{day:%m%d%Y}")
        found = self.focused().value
        if day.isoformat() not in (found, self._value()):
            raise NotReached(f"{name} shows {found!r}, not {day}")

    def choose(self, name: Name, option: str, within: str | None = None) -> None:
        """Choose in a list that shows one choice."""
        self.reach(CHOICE, name, within)
        passed = [self.focused().value]
        if option in passed:
            return
        self._keys.press("Home")
        while self.focused().value != option:
            if passed[1:] and passed[-1] == self.focused().value:
                raise NotReached(f"{name} offers {passed[1:]}, not {option!r}")
            passed.append(self.focused().value)
            self._keys.press("ArrowDown")

    def choose_several(self, name: Name, options: Collection[str], within: str | None = None) -> None:
        """Choose in a list that shows several choices: Control keeps what has been chosen."""
        self.reach(LIST, name, within)
        held = self._window.page.locator(":focus option")
        offered = held.all_inner_texts()
        chosen = set(self._window.page.locator(":focus option:checked").all_inner_texts())
        if not set(options) <= set(offered):
            raise NotReached(f"{name} offers {offered}, not {options}")
        if chosen == set(options):
            return
        self._keys.press("Home")
        for place, option in enumerate(offered):
            if (option in options) != (place == 0):
                self._keys.press("Control+Space")
            self._keys.press("Control+ArrowDown")

    def tick(self, name: Name, within: str | None = None) -> None:
        """Tick a box or choose one of several, unless it is."""
        self.reach(TICK, name, within)
        if not self._window.page.locator(":focus").is_checked():
            self._keys.press("Space")

    def unfold(self, name: Name, within: str | None = None) -> None:
        """Open what is folded."""
        self.reach(FOLD, name, within)
        self._keys.press("Enter")

    def reach(self, roles: Iterable[str], name: Name, within: str | None = None) -> None:
        """Press Tab until the control has the focus; raises NotReached after two rounds."""
        passed: list[str] = []
        rounds = 0
        while rounds < 2 and len(passed) < MOST_STOPS:
            self._keys.press("Tab")
            at = self.focused()
            if at.is_one(roles, name, within):
                return
            rounds += at.role in {"RootWebArea", ""}
            passed.append(f"{at.role} {at.name!r}")
        met = "\n  ".join(dict.fromkeys(passed))
        place = f" within {within!r}" if within else ""
        raise NotReached(f"no {'/'.join(roles)} {name!r}{place} on {self._window.page.url}; Tab met\n  {met}")

    def focused(self) -> Stop:
        """Return what has the focus."""
        held = self._tree.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        if "objectId" not in held:
            return Stop("", "", "", ())
        nodes = self._tree.send("Accessibility.getAXNodeAndAncestors", {"objectId": held["objectId"]})[
            "nodes"
        ]
        at, *around = nodes
        if at["ignored"]:
            return Stop("", "", "", ())
        names = tuple(_said(one, "name") for one in around)
        return Stop(_said(at, "role"), _said(at, "name"), _said(at, "value"), names)

    def _value(self) -> str:
        return str(self._window.page.locator(":focus").input_value())

    def _enter(self) -> None:
        """Press Enter and wait for the page it leads to."""
        with self._window.page.expect_navigation():
            self._keys.press("Enter")


def _said(node: dict[str, Any], part: str) -> str:
    return " ".join(str(node.get(part, {}).get("value") or "").split())


def _fits(found: str, wanted: Name) -> bool:
    return found == wanted if isinstance(wanted, str) else wanted.fullmatch(found) is not None
