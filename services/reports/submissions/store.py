"""The reports as stored, and the sections that an agency's reports on a directive share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of, plain
from chassis.transaction import Tx
from services.reports.requirements import store as requirements
from services.reports.submissions.domain import Submission, Written

COLLECTION = "submissions"
INDEXES: dict[str, list[IndexModel]] = {
    COLLECTION: [IndexModel([("requirement_id", 1)], name="one_per_requirement", unique=True)],
    "shared_sections": [],
}


def visible(tx: Tx, ctx: Context, submission_id: str) -> Submission | None:
    """Return the report whose requirement the actor may see; its receiver may have been named since."""
    found: dict[str, Any] | None = tx.db[COLLECTION].find_one({"_id": submission_id}, session=tx.session)
    owed = requirements.visible(tx, ctx, found["requirement_id"]) if found else None
    return aggregate_of(Submission, {**found, "report_to_id": owed.report_to_id}) if found and owed else None


def add(tx: Tx, submission: Submission) -> None:
    """Keep a new report."""
    tx.insert(COLLECTION, document_of(submission))


def replace(tx: Tx, submission: Submission) -> None:
    """Keep the next version of a report; raises Refusal `version-mismatch`."""
    tx.replace(COLLECTION, document_of(submission), submission.version - 1)


def share(tx: Tx, key: str, section: Written) -> None:
    """Keep a shared section for every report of the agency that asks for it."""
    row = {"_id": key, **plain(section)}
    tx.db["shared_sections"].replace_one({"_id": key}, row, upsert=True, session=tx.session)


def shared(tx: Tx, keys: Sequence[str]) -> tuple[Written, ...]:
    """Return the shared sections that have been written."""
    found = tx.db["shared_sections"].find({"_id": {"$in": list(keys)}}, session=tx.session)
    return tuple(aggregate_of(Written, row) for row in found)
