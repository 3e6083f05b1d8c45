"""Rows 0–7: two documents from scan text to issued, dispatched, registered and turned into tasks.

Everything goes through the public HTTP APIs; a consequence counts as seen when another service shows
it. What must be seen is computed from the directory, not typed in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.local.story.cast import Cast
from infra.local.story.command import compose
from infra.local.story.papers import Paper
from infra.local.story.telling import Telling

PLAN, LETTER = "577/KH-UBND", "929/SYT-VP"
PLAN_ISSUED = date(2024, 3, 1)
PLAN_REGISTERED = date(2024, 3, 4)
LETTER_ISSUED = date(2024, 3, 19)
STAMPED = date(2024, 3, 1)
STAMP_REASON = "Dấu đến ghi sai ngày: ngày đến trước ngày ban hành; ghi đúng như trên giấy."

# (clerk, book, document types, last number used): events.md §3.
BOOKS = (
    ("ubnd.vanthu", "plans", ["Kế hoạch"], 576),
    ("syt.vanthu", "letters", ["Công văn"], 928),
    ("syt.vanthu", "incoming", [], 0),
    ("syt.vanthu", "decisions", ["Quyết định"], 0),
    ("ttyt.vanthu", "incoming", [], 328),
)


class UnexpectedOutcome(Exception):
    """The system did something else than the story demands."""


class Story:
    """The play and what it has brought about so far."""

    def __init__(self, cast: Cast, telling: Telling) -> None:
        self.cast = cast
        self.telling = telling
        self.issued: dict[str, dict[str, Any]] = {}

    def rows(self, papers: dict[str, Paper]) -> None:
        """Play rows 0 to 7; raises ConsequenceMissing, UnexpectedOutcome or RefusedByService."""
        self.open_books()
        self.issue("ubnd", papers[PLAN], on=PLAN_ISSUED, row=1)
        self.register_plan()
        self.acknowledge("syt.lanhdao", PLAN, on=PLAN_REGISTERED, row=4)
        self.issue("syt", papers[LETTER], on=LETTER_ISSUED, row=5)
        self.register_letter(papers[LETTER])
        self.acknowledge("ttyt.lanhdao", LETTER, on=LETTER_ISSUED, row=7)

    def open_books(self) -> None:
        """Row 0: the clerks open their books with the last number used."""
        for clerk, book, types, last in BOOKS:
            body = {"book": book, "year": 2024, "document_types": types, "last_number": last}
            self.cast[clerk].create("directives", "/v1/books", body)
        self.telling.step(0, None, f"Văn thư mở {len(BOOKS)} sổ năm 2024, nối tiếp số cuối đã dùng")

    def issue(self, agency: str, paper: Paper, on: date, row: int) -> None:
        """Rows 1 and 5: officer drafts and submits, leader signs, clerk issues."""
        officer, leader, clerk = (self.cast[f"{agency}.{who}"] for who in ("chuyenvien", "lanhdao", "vanthu"))
        body = compose(paper.parsed, paper.decisions, self.cast.agency_ids.__getitem__)
        path = f"/v1/directives/{officer.create('directives', '/v1/directives', body)['id']}"
        self.telling.step(
            row, on, f"{officer.agency}: chuyên viên dự thảo từ văn bản đọc được, trình lãnh đạo"
        )
        officer.act("directives", path, "submit")
        leader.act("directives", path, "sign", signed_on=on.isoformat())
        view = clerk.act("directives", path, "issue", issued_on=on.isoformat())
        expect(view["symbol"], paper.symbol)
        self.issued[paper.symbol] = view
        self.telling.step(row, on, f"{leader.agency}: lãnh đạo ký, văn thư ban hành {view['symbol']}")
        self.see_arrivals(paper.symbol)

    def see_arrivals(self, symbol: str) -> None:
        """Row 2: every recipient has it; the portal's funnel shows as many as the directory counts."""
        wanted = self.recipients(symbol)
        self.see("directive-issued", symbol, "cổng thông tin có văn bản", lambda f: f["addressed"] > 0)
        self.see(
            "documents-arrived",
            symbol,
            f"đã đến {wanted} nơi nhận",
            lambda f: f["arrived"] + f["information"]["arrived"] == wanted,
        )

    def recipients(self, symbol: str) -> int:
        """Count the agencies of the lines of a directive from the directory's data."""
        raise NotImplementedError(symbol)

    def register_plan(self) -> None:
        """Row 3: the clerk of Sở Y tế registers the plan; its tasks appear."""
        clerk = self.cast["syt.vanthu"]
        entry = clerk.act("directives", self.arrival(clerk, PLAN), "register", **stamp(PLAN_REGISTERED))
        self.telling.step(
            3, PLAN_REGISTERED, f"{clerk.agency}: vào sổ {PLAN}, số đến {entry['arrival_number']}"
        )

    def register_letter(self, letter: Paper) -> None:
        """Row 6: the stamp's date is refused, then recorded with override and reason."""
        clerk = self.cast["ttyt.vanthu"]
        path = self.arrival(clerk, LETTER)
        body = stamp(STAMPED) | {"marks": letter.parsed["marks"]}
        expect(refusal(clerk, path, body), "arrival-before-issue")
        overrides = [{"code": "arrival-before-issue", "reason": STAMP_REASON}]
        entry = clerk.act("directives", path, "register", **body, overrides=overrides)
        expect(str(entry["arrival_number"]), letter.parsed["arrival"]["number"])
