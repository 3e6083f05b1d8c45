"""The draft an officer hands to the system: what parse read from paper, with what a person decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

AgencyId = Callable[[str], str]
FROM_PAPER = (
    "type", "notation", "subject", "place", "urgency", "secrecy", "due_on", "drafting_unit", "drafter_mark",
    "signer", "window", "archive",
)  # fmt: skip
DECIDED = ("book", "public", "campaign")


def compose(parsed: dict[str, Any], decisions: dict[str, Any], agency_id_of: AgencyId) -> dict[str, Any]:
    """Return the body of `POST /v1/directives`; raises KeyError for an agency the directory does not know."""
    return {
        **{name: parsed[name] for name in FROM_PAPER},
        **{name: decisions[name] for name in DECIDED if name in decisions},
        "refs": [_reference(cited) for cited in parsed["references"]],
        "clauses": [part for clause in parsed["clauses"] for part in _parts(clause, decisions, agency_id_of)],
        "reporting": [
            {"template": row["template"], "report_to_id": agency_id_of(row["report_to"])}
            for row in decisions["reporting"]
        ],
        **{
            side: [_line(line, decisions["lines"], agency_id_of) for line in parsed[side]]
            for side in ("recipients", "copy_to")
        },
    }


def _reference(cited: dict[str, Any]) -> dict[str, Any]:
    return {name: cited[name] for name in ("relation", "symbol", "date", "issuer")}


def _line(line: str, decided: dict[str, Any], agency_id_of: AgencyId) -> dict[str, Any]:
    said = dict(decided.get(line, {}))
    targets = [{"agency_id": agency_id_of(name)} for name in said.pop("agencies", ())]
    return {"line": line, "targets": targets, **said}


def _parts(
    clause: dict[str, Any], decisions: dict[str, Any], agency_id_of: AgencyId
) -> Iterator[dict[str, Any]]:
    """Yield a clause as decided; one with several duties becomes parts numbered `1/1`, `1/2`."""
    decided = decisions["clauses"].get(clause["number"], {"effect": "none"})
    if isinstance(decided, dict):
        yield _clause(clause, clause["number"], clause["text"], _named(decided, agency_id_of))
        return
    texts = _pieces(clause["text"], len(decided))
    for place, (part, text) in enumerate(zip(decided, texts, strict=True), 1):
        yield _clause(clause, f"{clause['number']}/{place}", text, _named(part, agency_id_of))


def _pieces(text: str, count: int) -> list[str]:
    """Split where the paper has a semicolon; a clause that has none is quoted whole in each part."""
    pieces = [piece.strip() for piece in text.rsplit(";", count - 1)]
    return pieces if len(pieces) == count else [text] * count


def _clause(clause: dict[str, Any], number: str, text: str, decided: dict[str, Any]) -> dict[str, Any]:
    read = {name: clause[name] for name in ("binding", "wording")}
    kind = {"kind": "standing"} if decided["effect"] == "task" else {}
    return {"number": number, "text": text, **read, **kind, **decided}


def _named(decided: dict[str, Any], agency_id_of: AgencyId) -> dict[str, Any]:
    """Replace names of agencies by their ids; who leads makes the clause one of named bodies."""
    said = dict(decided)
    lead, co, accountable = said.pop("lead", []), said.pop("co", []), said.pop("accountable", None)
    return {
        **said,
        "scope": "named" if lead else "everyone",
        "lead_ids": [agency_id_of(name) for name in lead],
        "co_ids": [agency_id_of(name) for name in co],
        "accountable_id": agency_id_of(accountable) if accountable else None,
    }
