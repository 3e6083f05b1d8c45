"""The content of an issued document and its digest, by which anyone can tell it was not changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.directives.issuing.domain.directive import Directive

CONTENT = (
    "agency_id", "type", "book", "year", "number", "notation", "symbol", "subject", "signed_on", "issued_on",
    "place", "urgency", "secrecy", "language", "pages", "copies", "due_on", "drafter_mark", "drafting_unit",
    "signer", "refs", "clauses", "window", "reporting", "recipients", "copy_to", "archive", "campaign",
)  # fmt: skip


def digest(directive: Directive) -> str:
    """Return the SHA-256 of the canonical content: the fields in order of name, as JSON without blanks."""
    whole = asdict(directive)
    content = {name: whole[name] for name in CONTENT}
    text = json.dumps(content, default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
