"""The real awards service answering over HTTP, with awards put into its store as a decision puts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chassis.mongo import Database
from services.awards.domain import Subject
from services.awards.publication import store
from services.awards.publication.domain import Award

LONG_NAME = (
    "Tập thể cán bộ, công chức, viên chức và người lao động Phòng Kế hoạch - Nghiệp vụ, Trung tâm Y tế huyện "
    "Dương Minh Châu, đơn vị trực thuộc Sở Y tế tỉnh Tây Ninh"
)


@dataclass(frozen=True)
class RunningAwards:
    """Where it answers, and its store."""

    url: str
    database: Database

    def publish(self, *awards: Award) -> None:
        self.database.transaction(lambda tx: store.add_missing(tx, list(awards)))

    def empty(self) -> None:
        self.database.db["awards"].delete_many({})


def award(number: int = 1, name: str = "Phòng Kế hoạch - Nghiệp vụ", **said: Any) -> Award:
    """Return a published award; a higher number was published later."""
    published_on = date(2024, 7, 5).replace(day=5 + number % 20)
    known: dict[str, Any] = {
        "id": f"award-{number}",
        "version": 2,
        "decision_id": "decision",
        "nomination_id": f"nomination-{number}",
        "directive_id": "decision-12",
        "symbol": "12/QĐ-SYT",
        "decided_on": date(2024, 7, 3),
        "agency_id": "centre",
        "authority_id": "health",
        "campaign_id": "plan-577",
        "form": "certificate-of-commendation",
        "type": "ad-hoc",
        "subject": Subject(kind="collective", name=name, unit="Trung tâm Y tế huyện Mẫu"),
        "achievement": "Phát hiện và báo cáo kịp thời việc nhũng nhiễu",
        "confidential": False,
        "parties": ("centre", "health"),
        "paths": (),
        "created_at": datetime(2024, 7, 3, tzinfo=UTC),
        "created_by": "system",
        "published_on": published_on,
        "status": "publicised",
    }
    return Award(**known | said)
