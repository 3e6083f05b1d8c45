"""How a directive goes down the tree: branch by branch, silent ones first, each agency with its state."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from chassis.events import Event
from services.portal.journeys.store import branch_id, recipient_of
from services.portal.reporting.store import states_of
from tests.fixtures.web import Hosted
from tests.portal import stream
from tests.portal import test_accessibility as rules
from tests.portal.browsing import Clerk, Reader, page_of, text_of
from tests.portal.stream import MIDYEAR, PLAN, deliver

EVERYWHERE = {"health": "assigned", "justice": "assigned", "centre": "assigned", "ward": "assigned",
              "front": "requested", "press": "information"}  # fmt: skip


def sent() -> list[Event]:
    """A plan goes to everybody; only the health department and its centre have registered it."""
    return [
        *stream.agencies(),
        stream.issued(PLAN, "province", "577/KH-UBND"),
        stream.dispatched(PLAN, "province", EVERYWHERE),
        stream.arrived(PLAN, "province", "health", "centre", "ward", "front", "press"),
        stream.registered(PLAN, "health", 0),
        stream.registered(PLAN, "centre", 1),
    ]


@pytest.fixture
def plan(portal: Hosted) -> Hosted:
    deliver(portal.database, [sent()])
    return portal


@pytest.fixture
def reader(plan: Hosted) -> Clerk:
    return Clerk(plan, "province", "leader")


def rows(reader: Reader, query: str = "") -> list[str]:
    """Return the rows of branches and agencies as words, in their order."""
    answer = reader.get(f"/directives/{PLAN}{query}")
    assert answer.status_code == 200, (query, answer.status_code)
    section = re.search(r'<section id="branches">(.*?)</section>', answer.text, re.DOTALL)
    assert section, "the page shows no branches"
    found = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', section.group(1), re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_the_top_shows_the_branches_of_the_issuer_and_who_stands_at_its_level(reader: Clerk) -> None:
    assert rows(reader) == [
        # The share registered, silent, then addressed, arrived, registered, acknowledged, reported, accepted.
        "Sở Y tế Còn nơi im lặng 50% 1 2 2 1 0 0 0",
        "Sở Tư pháp để thực hiện Chưa đến nơi",
        "Mặt trận tỉnh Mẫu để thực hiện Im lặng: chưa vào sổ",
        "Sở Y tế để thực hiện Đã nhận việc",
        "Báo Mẫu để biết Đã đến, để biết",
    ]


def test_one_goes_down_from_branch_to_branch_and_back(reader: Clerk) -> None:
    assert rows(reader, "?branch=health") == [
        "Trung tâm Y tế huyện Mẫu Im lặng: chưa vào sổ 0% 1 1 1 0 0 0 0",
        "Trung tâm Y tế huyện Mẫu để thực hiện Đã vào sổ",
    ]
    assert rows(reader, "?branch=centre") == ["Trạm Y tế phường Mẫu để thực hiện Im lặng: chưa vào sổ"]
    page = reader.get(f"/directives/{PLAN}?branch=centre")
    assert "Nhánh Trung tâm Y tế huyện Mẫu Mọi nơi nhận Sở Y tế" in text_of(page)
    links = [str(one["href"]) for one in page_of(page).all("a")]
    assert f"/directives/{PLAN}#branches" in links
    assert f"/directives/{PLAN}?branch=health#branches" in links
    first = [str(one["href"]) for one in page_of(reader.get(f"/directives/{PLAN}")).all("a")]
    assert f"/directives/{PLAN}?branch=health#branches" in first


def test_every_recipient_is_in_one_row_of_a_level(reader: Clerk) -> None:
    top = reader.get(f"/directives/{PLAN}").text
    assert "Mọi nơi nhận" not in top
    levels = [rows(reader), rows(reader, "?branch=health"), rows(reader, "?branch=centre")]
    listed = [row for level in levels for row in level if "để thực hiện" in row or "để biết" in row]
    assert len(listed) == len(EVERYWHERE)


@pytest.mark.parametrize("branch", ["ward", "justice", "stranger", "province", "none", "%00", "x" * 65])
def test_a_branch_to_which_nothing_went_is_not_there(reader: Clerk, branch: str) -> None:
    assert reader.get(f"/directives/{PLAN}?branch={branch}").status_code in {404, 422}


def test_a_leader_of_a_recipient_looks_into_its_own_branch_only(plan: Hosted) -> None:
    leader = Clerk(plan, "health", "leader")
    assert rows(leader) == [
        "Trung tâm Y tế huyện Mẫu Im lặng: chưa vào sổ 0% 1 1 1 0 0 0 0",
        "Trung tâm Y tế huyện Mẫu để thực hiện Đã vào sổ",
    ]
    assert rows(leader, "?branch=centre") == ["Trạm Y tế phường Mẫu để thực hiện Im lặng: chưa vào sổ"]
    assert "Nhánh Trung tâm Y tế huyện Mẫu Mọi nơi nhận Trong nhánh" in text_of(
        leader.get(f"/directives/{PLAN}?branch=centre")
    )
    for branch in ("province", "health", "justice"):
        assert leader.get(f"/directives/{PLAN}?branch={branch}").status_code == 404
    assert Clerk(plan, "centre", "leader").get(f"/directives/{PLAN}?branch=health").status_code == 404


def test_who_sees_its_own_steps_only_is_shown_no_branch(plan: Hosted) -> None:
    clerk = Clerk(plan, "health", "clerk")
    assert 'id="branches"' not in clerk.get(f"/directives/{PLAN}").text
    assert clerk.get(f"/directives/{PLAN}?branch=centre").status_code == 404
    stranger = Clerk(plan, "stranger", "leader")
    for query in ("", "?branch=health"):
        assert stranger.get(f"/directives/{PLAN}{query}").status_code == 404


def test_of_a_public_document_a_stranger_sees_no_branch(portal: Hosted) -> None:
    public = stream.issued(PLAN, "province", "577/KH-UBND", subject="Phát động thi đua")
    deliver(portal.database, [[*stream.agencies(), public, *sent()[len(stream.agencies()) + 1 :]]])
    stranger = Clerk(portal, "stranger", "leader")
    assert 'id="branches"' not in stranger.get(f"/directives/{PLAN}").text
    assert stranger.get(f"/directives/{PLAN}?branch=health").status_code == 404


def test_an_agency_that_is_only_an_id_stands_apart_until_its_name_comes(portal: Hosted) -> None:
    later = [event for event in stream.agencies() if event.subject == "centre"]
    now = [event for event in sent() if event.subject != "centre"]
    deliver(portal.database, [now])
    reader = Clerk(portal, "province", "leader")
    assert "cơ quan chưa rõ tên centre để thực hiện Đã vào sổ" in rows(reader)
    deliver(portal.database, [later])
    assert not [row for row in rows(reader) if "chưa rõ tên" in row]
    assert rows(reader, "?branch=health")[1:] == ["Trung tâm Y tế huyện Mẫu để thực hiện Đã vào sổ"]


def test_an_agency_that_moves_takes_its_numbers_along(plan: Hosted) -> None:
    reader = Clerk(plan, "province", "leader")
    moved = [
        stream.made("agency-changed.v1", "centre", 2, agency_id="centre", name=stream.NAMES["centre"],
                    parent_id="justice", path=["province", "justice"]),
        stream.made("agency-changed.v1", "ward", 2, agency_id="ward", name=stream.NAMES["ward"],
                    parent_id="centre", path=["province", "justice", "centre"]),
    ]  # fmt: skip
    deliver(plan.database, [moved, moved])
    assert rows(reader)[0] == "Sở Tư pháp Còn nơi im lặng 50% 1 2 2 1 0 0 0"
    assert not [row for row in rows(reader) if row.startswith("Sở Y tế Còn")]
    assert rows(reader, "?branch=justice")[-1] == "Trung tâm Y tế huyện Mẫu để thực hiện Đã vào sổ"
    assert Clerk(plan, "health", "leader").get(f"/directives/{PLAN}?branch=centre").status_code == 404


def test_a_branch_tells_who_lacks_a_report_that_is_due(plan: Hosted) -> None:
    owing = ("health", "centre", "ward")
    handed_in = stream.report("submitted", PLAN, "centre", MIDYEAR, (3, 1, "2024-06-12"))
    deliver(plan.database, [[stream.required(PLAN, MIDYEAR, *owing), stream.due(MIDYEAR, "2024-06-14")]])
    deliver(plan.database, [[handed_in, stream.registered(PLAN, "ward", 0)]])
    reader = Clerk(plan, "province", "leader")
    assert rows(reader)[0] == "Sở Y tế Thiếu báo cáo đến hạn 100% 0 2 2 2 1 1 0"
    assert "Sở Y tế để thực hiện Thiếu báo cáo đến hạn" in rows(reader)
    assert rows(reader, "?branch=health")[-1] == "Trung tâm Y tế huyện Mẫu để thực hiện Đã báo cáo"
    accepted = stream.report("accepted", PLAN, "centre", MIDYEAR, (4, 1, "2024-06-12"))
    deliver(plan.database, [[accepted]])
    assert rows(reader)[0] == "Sở Y tế Thiếu báo cáo đến hạn 100% 0 2 2 2 1 1 1"
    assert rows(reader, "?branch=health")[-1].endswith("Báo cáo được chấp nhận")


def test_a_state_is_words_and_a_shape_and_not_a_colour_alone(reader: Clerk) -> None:
    page = page_of(reader.get(f"/directives/{PLAN}"))
    tones = {str(one["class"]) for one in page.all("span") if str(one.get("class")).startswith("chip")}
    assert tones == {"chip late", "chip wait", "chip good", "chip quiet"}
    style = reader.get(str(page.all("link")[0]["href"])).text
    shapes = re.findall(r"\.chip(?:\.\w+)?::before \{ content: \"(.) \"", style)
    assert len(set(shapes)) == len(shapes) == len(tones)


def test_a_bar_is_as_long_as_its_share(reader: Clerk) -> None:
    page = page_of(reader.get(f"/directives/{PLAN}"))
    bars = [str(one["width"]) for one in page.all("rect") if one["class"] == "done"]
    assert bars[:6] == ["100.0", "80.0", "40.0", "20.0", "0.0", "0.0"]
    assert all(one["aria-hidden"] == "true" for one in page.all("svg"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_can_read_a_level_of_the_tree(reader: Clerk, language: str) -> None:
    reader.get(f"/language/{language}")
    for query in ("", "?branch=health", "?branch=centre"):
        shown = page_of(reader.get(f"/directives/{PLAN}{query}"))
        rules.test_a_page_is_well_formed(shown)
        rules.test_a_page_can_be_walked_by_its_landmarks(shown)
        rules.test_a_page_can_be_walked_by_its_headings(shown)
        rules.test_every_table_has_a_caption_and_heads(shown)
        assert not [about for _, about in shown.tags if "style" in about]


def test_the_numbers_of_branches_do_not_look_at_the_recipients(plan: Hosted) -> None:
    readers = [Clerk(plan, "province", "leader"), Clerk(plan, "health", "leader")]
    before = [rows(reader)[0] for reader in readers]
    plan.database.db["recipients"].delete_many({"agency_id": {"$ne": "health"}})
    assert [rows(reader)[0] for reader in readers] == before


def test_a_long_level_goes_on_on_the_next_page_silent_ones_first(portal: Hosted) -> None:
    told = stream.made("agency-changed.v1", "province", agency_id="province", parent_id=None, path=[])
    names = [f"commune-{number:03}" for number in range(60)]
    below = [*names, *(f"{name}-school" for name in names)]
    paths = {id: ["province"] if id in names else ["province", id.removesuffix("-school")] for id in below}
    agencies = [
        stream.made("agency-changed.v1", id, agency_id=id, name=id, parent_id=path[-1], path=path)
        for id, path in paths.items()
    ]
    registered = [
        stream.registered(PLAN, id, 0) for id in [*names[:10], *(f"{n}-school" for n in names[:10])]
    ]
    document = stream.issued(PLAN, "province", "1/KH")
    to = stream.dispatched(PLAN, "province", dict.fromkeys(below, "assigned"))
    deliver(portal.database, [[told, *agencies, document, to, stream.arrived(PLAN, "province", *below)]])
    deliver(portal.database, [registered])
    reader = Clerk(portal, "province", "leader")
    seen = rows(reader)
    page = page_of(reader.get(f"/directives/{PLAN}"))
    for name in ("branches", "agencies"):
        (link,) = (str(one["href"]) for one in page.all("a") if f"{name}=" in str(one["href"]))
        found = rows(reader, link.removeprefix(f"/directives/{PLAN}").partition("#")[0])
        seen += [row for row in found if row not in seen]
    heads = [row for row in seen if "để thực hiện" not in row]
    singles = [row for row in seen if "để thực hiện" in row]
    for listed in (heads, singles):
        assert sorted(row.split()[0] for row in listed) == names
        assert ["Im lặng" in row for row in listed] == [True] * 50 + [False] * 10


def test_a_cursor_of_another_list_is_refused(reader: Clerk) -> None:
    for name in ("branches", "agencies", "cursor"):
        assert reader.get(f"/directives/{PLAN}?{name}=forged").status_code == 422


@pytest.mark.parametrize("seed", range(6))
def test_branches_count_what_lies_in_them_in_whatever_order_it_comes(portal: Hosted, seed: int) -> None:
    chance = random.Random(seed)
    moves = [
        stream.made("agency-changed.v1", id, 2, agency_id=id, parent_id=path[-1], path=path)
        for id, path in (("centre", ["province", "justice"]), ("ward", ["province", "justice", "centre"]))
    ]
    events = [*sent(), *stream.reports(), *moves]
    doubled = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(doubled)
    deliver(portal.database, [doubled[:20], doubled[20:35], doubled[35:]])
    assert counted(portal, "branches", "holders") == recounted(portal)[0]
    assert counted(portal, "report_counts", "recipients") == recounted(portal)[1]


def counted(portal: Hosted, collection: str, mark: str) -> dict[str, dict[str, int]]:
    """Return the counters of branches by id, without those at nothing."""
    found = {
        row["_id"]: {name: n for name, n in row.items() if isinstance(n, int) and n}
        for row in portal.database.db[collection].find({mark: {"$ne": 0}})
    }
    return {id: row for id, row in found.items() if row and id.count("|") >= 2 and _of_a_branch(id)}


def _of_a_branch(id: str) -> bool:
    """A counter of reports of a whole directive begins otherwise than one of a branch."""
    return id.split("|")[1] not in {"group", "day"}


def recounted(portal: Hosted) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the same two from the rows of the recipients, and where the agencies stand by the projection."""
    paths = {row["_id"]: tuple(row["path"]) for row in portal.database.db["agencies"].find()}
    numbers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    reports: Counter[str] = Counter()
    for row in portal.database.db["recipients"].find():
        one = recipient_of(row).stand(paths.get(row["agency_id"], ()))
        for branch in branches(row["directive_id"], one.edges):
            numbers[branch].update(one.counts())
            reports.update(f"{branch}|{state}" for state in states_of(one.reports))
    return (
        {id: dict(found) for id, found in numbers.items() if found["holders"]},
        {id: {"recipients": n} for id, n in reports.items()},
    )


def branches(directive_id: str, edges: Iterable[tuple[str | None, str]]) -> list[str]:
    return [branch_id(directive_id, edge) for edge in edges]
