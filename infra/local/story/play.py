"""Rows 0–7: two documents from scan text to issued, dispatched, registered and turned into tasks.

Everything goes through the public HTTP APIs; a consequence counts as seen when another service shows
it. What must be seen is computed from the directory and the decisions, not typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from infra.local.stack import Stack
from infra.local.story import papers
from infra.local.story.cast import Cast
from infra.local.story.command import compose
from infra.local.story.ledger import Ledger
from infra.local.story.officers import RefusedByService
from infra.local.story.papers import Paper
from infra.local.story.telling import ConsequenceMissing, Telling

PLAN, LETTER = "577/KH-UBND", "929/SYT-VP"
PLAN_ISSUED, PLAN_REGISTERED = date(2024, 3, 1), date(2024, 3, 4)
LETTER_ISSUED, STAMPED = date(2024, 3, 19), date(2024, 3, 1)
STAMP_REASON = "Dấu đến ghi ngày trước ngày ban hành; ghi đúng như trên giấy."

# (clerk, book, document types, last number used): events.md §3.
BOOKS: tuple[tuple[str, str, list[str], int], ...] = (
    ("ubnd.vanthu", "plans", ["Kế hoạch"], 576),
    ("syt.vanthu", "letters", ["Công văn"], 928),
    ("syt.vanthu", "incoming", [], 0),
    ("syt.vanthu", "decisions", ["Quyết định"], 0),
    ("ttyt.vanthu", "incoming", [], 328),
)
Journey = dict[str, Any]


class UnexpectedOutcome(Exception):
    """The system did something else than the story demands."""


def play(stack: Stack, say: Callable[[str], Any], between: Callable[[int], None] = lambda row: None) -> bool:
    """Play rows 0 to 7 and print the final table; tell whether every expected consequence was seen.

    `between(row)` is called after each act, before its consequences are seen: fault tests kill there.
    """
    telling = Telling(say)
    try:
        say(stack.do("directory", "load-sample"))
        files, which = papers.sources()
        say(f"  0  đọc văn bản từ {which}")
        story = Story(Cast(stack.urls, stack.sign_ins), telling, between)
        story.rows(papers.read(files))
        conclude(story, stack)
    except (ConsequenceMissing, UnexpectedOutcome, RefusedByService, TimeoutError) as error:
        say(f"the story broke off: {error}")
        return False
    return True


class Story:
    """The play and what it has brought about so far."""

    def __init__(self, cast: Cast, telling: Telling, between: Callable[[int], None]) -> None:
        self.cast = cast
        self.telling = telling
        self.issued: dict[str, dict[str, Any]] = {}
        self.duties: dict[str, int] = {}
        self._between = between

    def rows(self, read: dict[str, Paper]) -> None:
        """Play rows 0 to 7; raises ConsequenceMissing, UnexpectedOutcome or RefusedByService."""
        self.open_books(read)
        self.issue("ubnd", read[PLAN], on=PLAN_ISSUED, row=1)
        self.register_plan()
        self.acknowledge("syt.lanhdao", PLAN, on=PLAN_REGISTERED, row=4)
        self.issue("syt", read[LETTER], on=LETTER_ISSUED, row=5)
        self.register_letter(read[LETTER])
        self.acknowledge("ttyt.lanhdao", LETTER, on=LETTER_ISSUED, row=7)

    def open_books(self, read: dict[str, Paper]) -> None:
        """Row 0: two documents are read, one doubtful date; the clerks open their books."""
        expect({PLAN, LETTER}, set(read))
        warnings = [warning["code"] for paper in read.values() for warning in paper.parsed["warnings"]]
        expect(["arrival-before-issue"], warnings)
        for clerk, book, types, last in BOOKS:
            body = {"book": book, "year": 2024, "document_types": types, "last_number": last}
            self.cast[clerk].create("directives", "/v1/books", body)
        self.telling.step(0, None, f"đọc được {len(read)} văn bản; văn thư mở {len(BOOKS)} sổ năm 2024")
        self._between(0)

    def issue(self, agency: str, paper: Paper, on: date, row: int) -> None:
        """Rows 1 and 5: the officer drafts and submits, the leader signs, the clerk issues."""
        officer, leader, clerk = (self.cast[f"{agency}.{who}"] for who in ("chuyenvien", "lanhdao", "vanthu"))
        body = compose(paper.parsed, paper.decisions, self.cast.agency_ids.__getitem__)
        path = f"/v1/directives/{officer.create('directives', '/v1/directives', body)['id']}"
        self.telling.step(row, on, f"chuyên viên {officer.agency} dự thảo, trình ký")
        officer.act("directives", path, "submit")
        leader.act("directives", path, "sign", signed_on=on.isoformat())
        view = clerk.act("directives", path, "issue", issued_on=on.isoformat())
        expect(paper.symbol, view["symbol"])
        self.issued[paper.symbol] = view
        self.duties[paper.symbol] = duties_of_everyone(body)
        self.telling.step(row, on, f"lãnh đạo ký, văn thư ban hành {view['symbol']}")
        self._between(row)
        self.see_arrivals(paper.symbol, leader.agency)

    def see_arrivals(self, symbol: str, issuer: str) -> None:
        """Row 2: it is out, addressed to as many as the directory counts, and lies with each of them."""
        wanted = len(self.addressed(symbol))
        self.see("directive-issued", symbol, f"cổng thông tin có {symbol} của {issuer}", lambda j: True)
        for event, stage in (("directive-dispatched", "addressed"), ("documents-arrived", "arrived")):
            self.see(event, symbol, f"{wanted} nơi nhận: {stage}", _reached(stage, wanted))

    def addressed(self, symbol: str) -> set[str]:
        """Return the agencies the lines of a directive mean, expanded over the directory's groups."""
        view = self.issued[symbol]
        lines = [*view["recipients"], *(view["copy_to"] or [])]
        targets = [target for line in lines for target in line["targets"]]
        single = {target["agency_id"] for target in targets if target.get("agency_id")}
        groups = {target["group_id"] for target in targets if target.get("group_id")}
        return single.union(*(self.cast.members(group) for group in groups))

    def register_plan(self) -> None:
        """Row 3: the clerk of Sở Y tế registers the plan."""
        clerk = self.cast["syt.vanthu"]
        body = {"arrived_on": PLAN_REGISTERED.isoformat(), "book": "incoming"}
        entry = clerk.act("directives", self.arrival("syt.vanthu", PLAN), "register", **body)
        expect(1, entry["arrival_number"])
        self.telling.step(3, PLAN_REGISTERED, f"văn thư {clerk.agency} vào sổ {PLAN}, số đến 1")
        self._between(3)
        self.see_registered(PLAN)

    def register_letter(self, letter: Paper) -> None:
        """Row 6: the stamp's date is refused; as on paper it is recorded with override and reason."""
        clerk, path = self.cast["ttyt.vanthu"], self.arrival("ttyt.vanthu", LETTER)
        stamp = letter.parsed["arrival"]
        raw = f"ĐẾN Số: {stamp['number']} Ngày: {STAMPED:%d/%m/%Y}"
        body: dict[str, Any] = {"arrived_on": STAMPED.isoformat(), "book": "incoming", "stamp": {"raw": raw}}
        body["marks"] = letter.parsed["marks"]
        expect("arrival-before-issue", refusal(lambda: clerk.act("directives", path, "register", **body)))
        self.telling.step(6, STAMPED, f"dấu đến ghi {STAMPED:%d/%m/%Y}, trước ngày ban hành: bị từ chối")
        body["overrides"] = [{"code": "arrival-before-issue", "reason": STAMP_REASON}]
        entry = clerk.act("directives", path, "register", **body)
        expect(stamp["number"], str(entry["arrival_number"]))
        expect([True], [warning["overridden"] for warning in entry["warnings"]])
        self.telling.step(
            6, STAMPED, f"văn thư {clerk.agency} vào sổ {LETTER}, số đến {stamp['number']}, có lý do"
        )
        self._between(6)
        self.see_registered(LETTER)

    def see_registered(self, symbol: str) -> None:
        """Registration is seen, and the tasks it makes."""
        self.see(
            "document-registered", symbol, "đã vào sổ", lambda j: j["funnel"]["action"]["registered"] == 1
        )
        number = self.duties[symbol]
        self.see(
            "task-assigned",
            symbol,
            f"{number} nhiệm vụ",
            lambda j: j["funnel"]["tasks"]["assigned"] == number,
        )

    def acknowledge(self, leader: str, symbol: str, on: date, row: int) -> None:
        """Rows 4 and 7: the leader acknowledges the agency's tasks."""
        officer = self.cast[leader]
        tasks = list(officer.every("directives", "/v1/tasks", directive_id=self.issued[symbol]["id"]))
        expect(self.duties[symbol], len(tasks))
        for task in tasks:
            officer.act(
                "directives", f"/v1/tasks/{task['id']}", "acknowledge", acknowledged_on=on.isoformat()
            )
        self.telling.step(row, on, f"lãnh đạo {officer.agency} nhận {len(tasks)} nhiệm vụ")
        self._between(row)
        self.see(
            "task-acknowledged",
            symbol,
            f"đã nhận việc {len(tasks)}/{len(tasks)}",
            lambda j: (
                j["funnel"]["tasks"]["acknowledged"] == len(tasks)
                and j["funnel"]["action"]["acknowledged"] == 1
            ),
        )

    def arrival(self, clerk: str, symbol: str) -> str:
        """Return the path of the arrival of a directive at the clerk's agency."""
        officer = self.cast[clerk]
        return f"/v1/arrivals/{self.issued[symbol]['id']}:{officer.agency_id}"

    def see(self, event: str, symbol: str, text: str, holds: Callable[[Journey], bool]) -> None:
        """Wait until the portal, asked by the issuer's leader, shows a consequence."""

        def seen() -> bool:
            journey = self.journey(symbol)
            return journey is not None and journey["funnel"] is not None and holds(journey)

        self.telling.consequence(event, text, seen)

    def journey(self, symbol: str) -> Journey | None:
        """Return the portal's read model of a directive, None while the portal does not know it."""
        leader = self.cast["ubnd.lanhdao" if symbol == PLAN else "syt.lanhdao"]
        try:
            return leader.get("portal", f"/v1/journeys/{self.issued[symbol]['id']}")
        except RefusedByService as refused:
            if refused.status == 404:
                return None
            raise


def everyone(journey: Journey, stage: str) -> int:
    """Return how many recipients, to act or to know, have reached a stage."""
    return int(journey["funnel"]["action"][stage]) + int(journey["funnel"]["information"][stage])


def _reached(stage: str, wanted: int) -> Callable[[Journey], bool]:
    return lambda journey: everyone(journey, stage) == wanted


def duties_of_everyone(body: dict[str, Any]) -> int:
    """Count the tasks that a draft gives every action recipient at registration, dormant ones aside."""
    general = [
        c for c in body["clauses"] if c["effect"] == "task" and c.get("scope", "everyone") == "everyone"
    ]
    return sum(1 for clause in general if clause["kind"] != "conditional")


def refusal(act: Callable[[], Any]) -> str:
    """Return the code with which the service refuses; raises UnexpectedOutcome when it does not."""
    try:
        act()
    except RefusedByService as refused:
        return refused.code
    raise UnexpectedOutcome("the service accepted what it must refuse")


def expect(wanted: object, found: object) -> None:
    """Raise UnexpectedOutcome unless both are equal."""
    if wanted != found:
        raise UnexpectedOutcome(f"expected {wanted!r}, found {found!r}")


def conclude(story: Story, stack: Stack) -> None:
    """Print the final table; raises UnexpectedOutcome when something is left over."""
    ledger = Ledger(stack)
    try:
        story.telling.consequence(
            "mọi sự kiện", "đã áp dụng hết", lambda: ledger.lag() + ledger.unsent() == 0
        )
        journeys = [story.journey(symbol) or {} for symbol in story.issued]
        rows: list[tuple[str, object]] = [
            ("văn bản ban hành (documents)", len(story.issued)),
            ("lượt gửi (dispatches)", sum(everyone(j, "arrived") for j in journeys)),
            ("lượt vào sổ (registrations)", sum(j["funnel"]["action"]["registered"] for j in journeys)),
            ("nhiệm vụ (tasks)", sum(j["funnel"]["tasks"]["assigned"] for j in journeys)),
        ]
        for topic, counted in sorted(ledger.events().items()):
            told = ", ".join(f"{name.removesuffix('.v1')} {n}" for name, n in sorted(counted.items()))
            rows.append((topic, f"{sum(counted.values())} ({told})"))
        rows += [("dead letters", ledger.dead_letters()), ("lag", ledger.lag())]
        story.telling.table("Tổng kết", rows)
        expect((0, 0), (ledger.dead_letters(), ledger.lag()))
    finally:
        ledger.close()
