"""The story of the two documents from the plan to the publicised award, and its final table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from infra.local.stack import Stack
from infra.local.story import papers
from infra.local.story.commending import play_commending
from infra.local.story.directing import everyone, play_directing
from infra.local.story.ledger import Ledger
from infra.local.story.officers import RefusedByService
from infra.local.story.plot import Story, UnexpectedOutcome, expect
from infra.local.story.reporting import play_reporting
from infra.local.story.telling import ConsequenceMissing, Telling


def play(stack: Stack, say: Callable[[str], Any], between: Callable[[int], None] = lambda row: None) -> bool:
    """Play rows 0 to 15 and print the final table; tell whether every expected consequence was seen.

    `between(row)` is called after each act, before its consequences are seen: fault tests kill there.
    """
    telling = Telling(say)
    try:
        say(stack.do("directory", "load-sample"))
        files, which = papers.sources()
        say(f"  0  đọc văn bản từ {which}")
        story = Story(stack, telling, between)
        with closing(Ledger(stack)) as ledger:
            # Whoever acts before a service has heard of its office would be refused.
            see_all_applied(story, ledger, "mọi dịch vụ đã biết các cơ quan và cán bộ")
        play_directing(story, papers.read(files))
        play_reporting(story)
        play_commending(story)
        conclude(story)
    except (ConsequenceMissing, UnexpectedOutcome, RefusedByService, TimeoutError) as error:
        say(f"the story broke off: {error}")
        return False
    return True


def see_all_applied(story: Story, ledger: Ledger, text: str) -> None:
    """Wait until every event has been sent and applied; raises ConsequenceMissing."""
    story.telling.consequence("mọi sự kiện", text, lambda: ledger.lag() + ledger.unsent() == 0)


def conclude(story: Story) -> None:
    """Print the final table; raises UnexpectedOutcome when something is left over."""
    with closing(Ledger(story.stack)) as ledger:
        see_all_applied(story, ledger, "đã áp dụng hết")
        rows = _figures(story)
        for topic, counted in sorted(ledger.events().items()):
            told = ", ".join(f"{name.removesuffix('.v1')} {n}" for name, n in sorted(counted.items()))
            rows.append((topic, f"{sum(counted.values())} ({told})"))
        rows += [("dead letters", ledger.dead_letters()), ("lag", ledger.lag())]
        story.telling.table("Tổng kết", rows)
        expect((0, 0), (ledger.dead_letters(), ledger.lag()))


def _figures(story: Story) -> list[tuple[str, object]]:
    journeys = [story.journey(symbol) or {} for symbol in story.issued]
    steps = [story.steps(symbol) for symbol in story.issued]
    return [
        ("văn bản ban hành (documents)", len(story.issued)),
        ("lượt gửi (dispatches)", sum(everyone(j, "arrived") for j in journeys)),
        ("lượt vào sổ (registrations)", sum(j["funnel"]["action"]["registered"] for j in journeys)),
        ("nhiệm vụ (tasks)", sum(j["funnel"]["tasks"]["assigned"] for j in journeys)),
        ("báo cáo được chấp nhận (reports accepted)", sum(s["report-accepted.v1"] for s in steps)),
        ("lượt nhắc (reminders)", sum(s["reminder-sent.v1"] for s in steps)),
    ]
