"""What is left when a story is over, without what differs between two runs: ids and instants."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pymongo import MongoClient

from infra.local.stack import SERVICES, Stack


def end_state(stack: Stack) -> dict[str, Any]:
    """Return documents, dispatches, registrations, tasks and events in terms that two runs share."""
    assert stack.servers is not None
    with MongoClient[dict[str, Any]](stack.servers.mongo_url) as client:
        directives = client["directives"]
        symbols = {row["_id"]: row["symbol"] for row in directives["directives"].find()}
        clauses = {
            (row["_id"], clause["clause_id"]): clause["number"]
            for row in directives["directives"].find()
            for clause in row["clauses"]
        }
        return {
            "documents": sorted((row["symbol"], row["status"]) for row in directives["directives"].find()),
            "dispatches": sorted(
                (symbols[row["directive_id"]], row["agency_id"], row["status"], row["purpose"])
                for row in directives["dispatches"].find()
            ),
            "incoming": sorted(
                (row["agency_id"], row["arrival_number"], row["arrived_on"])
                for row in directives["incoming"].find()
            ),
            "tasks": sorted(
                (
                    symbols[row["directive_id"]],
                    clauses[row["directive_id"], row["clause_id"]],
                    row["assignee_id"],
                    row["status"],
                )
                for row in directives["tasks"].find()
            ),
            "events": {name: _events(client[name]) for name in SERVICES},
            "audit": {name: _actions(client[name]) for name in SERVICES},
        }


def _events(db: Any) -> Counter[tuple[str, str]]:
    return Counter((row["type"], row["st"]) for row in db["outbox"].find())


def _actions(db: Any) -> Counter[tuple[str, str]]:
    return Counter((row["kind"], row["action"]) for row in db["audit"].find())
