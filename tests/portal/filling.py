"""The forms of a page as a browser would send them: what is selected, ticked and written."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.portal.browsing import Reader

UNSENT = {"file", "submit", "button"}


@dataclass
class Sheet:
    """A form: where it goes and what it holds; a name may hold several values."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    def write(self, **values: str | list[str] | None) -> Sheet:
        """Fill fields in: `__` in a name stands for a point, None unticks."""
        for name, value in values.items():
            known = next(
                (one for one in self.fields if one.partition(":")[0] == name.replace("__", ".")), None
            )
            key = known or name.replace("__", ".")
            if value is None:
                self.fields.pop(key, None)
            else:
                self.fields[key] = value if isinstance(value, list) else [value]
        return self

    def row(self, table: str, name: str, value: str) -> str:
        """Return where in a list of the form the row with this value stands: `clauses.3`."""
        [found] = [
            key.rpartition(".")[0]
            for key, held in self.fields.items()
            if key.startswith(f"{table}.") and key.endswith(f".{name}") and value in held
        ]
        return found

    def of(self, name: str) -> str:
        return "\n".join(self.fields.get(name, []))


class _Sheets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Sheet] = []
        self.open: Sheet | None = None
        self.area: list[str] | None = None
        self.select: tuple[str, bool, list[tuple[str, bool]]] | None = None
        self.area_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "form":
            self.open = Sheet(about.get("action") or "")
            if about.get("method") == "post":
                self.found.append(self.open)
        if self.open is None:
            return
        name = about.get("name") or ""
        if tag == "input" and name and about.get("type") not in UNSENT:
            if about.get("type") != "checkbox" or "checked" in about:
                self.open.put(name, about.get("value") or "")
        elif tag == "textarea":
            self.area, self.area_name = [], name
        elif tag == "select":
            self.select = (name, "multiple" in about, [])
        elif tag == "option" and self.select:
            self.select[2].append((about.get("value") or "", "selected" in about))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "textarea" and self.open and self.area is not None:
            self.open.put(self.area_name, "".join(self.area).removeprefix("\n"))
            self.area = None
        if tag == "select" and self.open and self.select:
            name, several, options = self.select
            chosen = [value for value, is_chosen in options if is_chosen]
            for value in chosen or ([] if several else [options[0][0]]):
                self.open.put(name, value)
            self.select = None


def sheet(answer: TestResponse, action: str) -> Sheet:
    """Return the only form of a page that posts to an address ending so."""
    reader = _Sheets()
    reader.feed(answer.get_data(as_text=True))
    [found] = [one for one in reader.found if urlsplit(one.action).path.endswith(action)]
    return found


def post(reader: Reader, filled: Sheet, **more: str) -> TestResponse:
    """Send a form as it stands, with what the button that was pressed adds."""
    fields = filled.fields | {name: [value] for name, value in more.items()}
    return reader.client.post(filled.action, data=fields, headers=reader.headers, buffered=True)
