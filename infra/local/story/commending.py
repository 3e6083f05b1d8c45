"""Rows 11–15: criteria, an exemplar, its nomination, the numbered decision, the award made public."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import requests
import yaml

from infra.local.story.directing import see_arrivals
from infra.local.story.plot import AWARD_DECISION, PLAN, Story, expect, refusal

DECIDED = Path(__file__).parent / "decisions" / "commendation.yaml"
COUNCIL = "Hội đồng Thi đua - Khen thưởng Sở Y tế"
PUBLISHED, SPOTTED, VERIFIED = date(2024, 4, 15), date(2024, 6, 18), date(2024, 6, 20)
NOMINATED, PREPARED, SIGNED, PUBLIC = (
    date(2024, 6, 21),
    date(2024, 6, 24),
    date(2024, 6, 26),
    date(2024, 6, 28),
)
ANSWER_SECONDS = 10


def play_commending(story: Story) -> None:
    """Play rows 11 to 15; raises ConsequenceMissing, UnexpectedOutcome or RefusedByService."""
    decided: dict[str, Any] = yaml.safe_load(DECIDED.read_text(encoding="utf-8"))
    publish_criteria(story, decided["criteria"])
    exemplar_id = verify_exemplar(story, decided)
    nomination_id = nominate(story, exemplar_id, decided["docs"])
    decision_id = decide(story, nomination_id, decided)
    publicise(story, decision_id, decided["subject"]["name"])


def publish_criteria(story: Story, criteria: list[dict[str, Any]]) -> None:
    """Row 11: the award secretary drafts the criteria, the leader of the issuer publishes them."""
    secretary, leader = story.cast["tdkt.thuky"], story.cast["ubnd.lanhdao"]
    body = {"campaign_id": story.id_of(PLAN), "criteria": criteria}
    path = f"/v1/criteria-sets/{secretary.create('awards', '/v1/criteria-sets', body)['id']}"
    leader.act("awards", path, "publish", published_on=PUBLISHED.isoformat())
    story.telling.step(11, PUBLISHED, f"{secretary.agency} dự thảo, {leader.agency} công bố tiêu chí")
    story.between(11)
    story.see_steps("criteria-published", PLAN, 1, f"{len(criteria)} tiêu chí, tổng 100")


def verify_exemplar(story: Story, decided: dict[str, Any]) -> str:
    """Row 12: the health centre shows an exemplar to the council, which verifies it; returns its id."""
    officer, member = story.cast["ttyt.lanhdao"], story.cast["hoidong.uyvien"]
    body = {
        "campaign_id": story.id_of(PLAN),
        "council_id": story.cast.agency_ids[COUNCIL],
        "subject": decided["subject"],
        "achievement": decided["achievement"],
        "evidence": [story.accepted["ttyt"]],
        "spotted_on": SPOTTED.isoformat(),
    }
    exemplar = officer.create("awards", "/v1/exemplars", body)
    story.telling.step(12, SPOTTED, f"{officer.agency} phát hiện, giới thiệu điển hình")
    member.act("awards", f"/v1/exemplars/{exemplar['id']}", "verify", verified_on=VERIFIED.isoformat())
    story.telling.step(12, VERIFIED, f"{COUNCIL} xác minh")
    story.between(12)
    story.see_steps("exemplar-verified", PLAN, 1, "điển hình đã xác minh")
    return str(exemplar["id"])


def nominate(story: Story, exemplar_id: str, docs: dict[str, str]) -> str:
    """Row 13: a thematic nomination lacks the central policy; an ad-hoc one is handed in; returns its id."""
    officer, leader = story.cast["ttyt.chuyenvien"], story.cast["ttyt.lanhdao"]
    body = {
        "exemplar_id": exemplar_id,
        "type": "thematic",
        "form": "certificate-of-commendation",
        "authority_id": story.cast["syt.lanhdao"].agency_id,
        "docs": docs,
        "violation_concluded": False,
    }
    nomination = officer.create("awards", "/v1/nominations", body)
    path, day = f"/v1/nominations/{nomination['id']}", {"submitted_on": NOMINATED.isoformat()}
    expect("central-policy-missing", refusal(lambda: leader.act("awards", path, "submit", **day)))
    story.telling.step(13, NOMINATED, "đề nghị khen chuyên đề: bị từ chối, chưa có chủ trương của Trung ương")
    officer.change("PATCH", "awards", path, type="ad-hoc")
    leader.act("awards", path, "submit", **day)
    story.telling.step(13, NOMINATED, f"lãnh đạo {leader.agency} đề nghị Giấy khen đột xuất")
    story.between(13)
    story.see_steps("nomination-submitted", PLAN, 1, "đã nộp đề nghị khen thưởng")
    return str(nomination["id"])


def decide(story: Story, nomination_id: str, decided: dict[str, Any]) -> str:
    """Row 14: the decision is prepared, drafted, signed, issued, and thereby decided; returns its id."""
    secretary = story.cast["syt.thuky"]
    decision = secretary.create("awards", "/v1/decisions", {"nomination_ids": [nomination_id]})
    path = f"/v1/decisions/{decision['id']}"
    secretary.act("awards", path, "prepare", prepared_on=PREPARED.isoformat())
    story.telling.step(14, PREPARED, f"thư ký {secretary.agency} trình dự thảo quyết định")
    story.between(14)
    draft_id = _draft_of(story, str(decision["id"]))
    symbol = _issue(story, draft_id, decided)
    see_arrivals(story, AWARD_DECISION, secretary.agency)
    story.telling.consequence(
        "award-decided", f"đã khen thưởng theo {symbol}", lambda: _is_decided(story, path)
    )
    story.see_steps("award-decided", PLAN, 1, "hành trình của kế hoạch có quyết định")
    return str(decision["id"])


def _draft_of(story: Story, decision_id: str) -> str:
    """Wait until directives has drafted the decision; returns the draft's id."""
    officer = story.cast["syt.chuyenvien"]
    found: list[str] = []

    def seen() -> bool:
        drafts = officer.every("directives", "/v1/directives", status="draft")
        found[:] = [draft["id"] for draft in drafts if (draft["origin"] or {}).get("id") == decision_id]
        return bool(found)

    story.telling.consequence("award-decision-prepared", "văn thư có dự thảo quyết định", seen)
    return found[0]


def _issue(story: Story, draft_id: str, decided: dict[str, Any]) -> str:
    """An officer completes the draft, the director signs, the clerk issues; returns the symbol."""
    officer, leader, clerk = (story.cast[f"syt.{who}"] for who in ("chuyenvien", "lanhdao", "vanthu"))
    path = f"/v1/directives/{draft_id}"
    signer = {"position": decided["signer_position"], "name": leader.name, "authority": None}
    officer.change("PATCH", "directives", path, signer=signer, place=decided["place"])
    officer.act("directives", path, "submit")
    leader.act("directives", path, "sign", signed_on=SIGNED.isoformat())
    view = clerk.act("directives", path, "issue", issued_on=SIGNED.isoformat())
    story.issued[AWARD_DECISION] = view
    story.telling.step(14, SIGNED, f"giám đốc ký, văn thư ban hành {view['symbol']}")
    story.between(14)
    return str(view["symbol"])


def _is_decided(story: Story, path: str) -> bool:
    return bool(story.cast["syt.thuky"].get("awards", path)["status"] == "decided")


def publicise(story: Story, decision_id: str, name: str) -> None:
    """Row 15: the publisher makes the award known; somebody without a sign-in reads it."""
    publisher = story.cast["stttt.congbo"]
    awards = publisher.every("awards", "/v1/awards")
    [award] = [one for one in awards if one["decision_id"] == decision_id]
    told = {"consent": True, "published_on": PUBLIC.isoformat()}
    publisher.act("awards", f"/v1/awards/{award['id']}", "publicise", **told)
    story.telling.step(15, PUBLIC, f"người công bố: {award['symbol']} được công khai")
    story.between(15)
    story.telling.consequence(
        "award-publicised", f"ai cũng đọc được tên {name}", lambda: _is_public(story, name)
    )
    story.see_steps("award-publicised", PLAN, 1, "hành trình của kế hoạch kết thúc bằng công bố")


def _is_public(story: Story, name: str) -> bool:
    """Tell whether an anonymous reader finds the name on the portal's public page."""
    try:
        answer = requests.get(f"{story.stack.urls['portal']}/khen-thuong", timeout=ANSWER_SECONDS)
    except (requests.ConnectionError, requests.Timeout):
        return False
    return answer.ok and name in answer.text
