"""Where the thing is that a notice or a reminder speaks of; nothing while that room is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for

# The page of each kind of thing, its argument, and which fact of the notice fills it in.
DOORS = {
    "task": ("incoming.task", "task_id", "subject_id"),
    "requirement": ("reports.requirement", "requirement_id", "subject_id"),
    "submission": ("reports.submission", "submission_id", "subject_id"),
    "directive": ("incoming.arrival_of", "directive_id", "directive_id"),
    "incoming": ("incoming.arrival_of", "directive_id", "directive_id"),
    "criteria-set": ("commending.criteria_set", "criteria_set_id", "subject_id"),
    "exemplar": ("commending.exemplar", "exemplar_id", "subject_id"),
    "nomination": ("commending.nomination", "nomination_id", "subject_id"),
    "decision": ("commending.decision", "decision_id", "subject_id"),
    "award": ("awards.award", "award_id", "subject_id"),
}


def door(told: Mapping[str, Any]) -> str | None:
    """Return the address of what a notice or a line of a digest is about."""
    endpoint, argument, fact = DOORS.get(told["subject_kind"], ("", "", ""))
    if endpoint not in current_app.view_functions or not told.get(fact):
        return None
    return url_for(endpoint, **{argument: told[fact]})
