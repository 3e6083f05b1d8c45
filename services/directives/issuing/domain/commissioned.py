"""A draft that another service has asked for: a decision on awards, until a person takes it up.

Its words come from the table here; names of persons stay where they were, in a list that is attached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.directives.issuing.domain.directive import NOBODY, Directive
from services.directives.issuing.domain.parts import Clause, Line, Origin, Reference, Target
from services.directives.issuing.domain.symbols import TYPES

# Subject line and first article by what is decided; the wording is content and may change.
WORDS: dict[str, tuple[str, str]] = {
    "certificate-of-commendation": (
        "Tặng Giấy khen cho tập thể, cá nhân có thành tích",
        "Tặng Giấy khen cho các tập thể, cá nhân có thành tích (theo danh sách kèm theo).",
    ),
    "certificate-of-merit": (
        "Tặng Bằng khen cho tập thể, cá nhân có thành tích",
        "Tặng Bằng khen cho các tập thể, cá nhân có thành tích (theo danh sách kèm theo).",
    ),
    "praise": (
        "Biểu dương tập thể, cá nhân điển hình",
        "Biểu dương các tập thể, cá nhân điển hình (theo danh sách kèm theo).",
    ),
}
OTHER_WORDS = (
    "Khen thưởng tập thể, cá nhân có thành tích",
    "Khen thưởng các tập thể, cá nhân có thành tích (theo danh sách kèm theo).",
)
CLOSING = (
    "Quyết định này có hiệu lực kể từ ngày ký. Thủ trưởng các cơ quan, đơn vị đề nghị khen thưởng và các tập"
    " thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này."
)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """An agency that gets the document, with the name it is written by."""

    agency_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How an agency writes its documents, as its latest ones show; null where there are none."""

    notation: str | None = None
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class Commission:
    """What is asked for: in whose name, on what, by which record of which service."""

    directive_id: str
    agency_id: str
    issuer_path: tuple[str, ...]
    type: str
    subject_code: str
    campaign_id: str | None
    origin: Origin
    at: dt.datetime


def draft(
    commission: Commission, manner: Manner, refs: Sequence[Reference], addressees: Sequence[Addressee]
) -> Directive:
    """Return the draft; nobody has written it, and its signer is unknown until a person names one.

    The addressees get it for information: a decision on awards orders them nothing that a task or a report
    would show, and percentages of the funnel are of those who must act.
    """
    subject, article = WORDS.get(commission.subject_code, OTHER_WORDS)
    return Directive(
        id=commission.directive_id,
        version=1,
        agency_id=commission.agency_id,
        issuer_path=commission.issuer_path,
        author_id=NOBODY,
        created_at=commission.at,
        created_by=NOBODY,
        type=commission.type,
        subject=subject,
        notation=manner.notation,
        place=manner.place,
        refs=tuple(refs),
        clauses=(_article(commission, 1, article), _article(commission, 2, CLOSING)),
        copy_to=tuple(_line(addressee) for addressee in addressees),
        campaign_id=commission.campaign_id,
        origin=commission.origin,
    )


def _article(commission: Commission, number: int, text: str) -> Clause:
    id = f"{commission.directive_id}:{number}"
    return Clause(clause_id=id, number=str(number), effect="none", text=text)


def _line(addressee: Addressee) -> Line:
    target = Target(agency_id=addressee.agency_id)
    return Line(line=addressee.name, targets=(target,), purpose="information")


def notation_like(document_type: str, earlier_type: str, earlier: str) -> str | None:
    """Return the notation of a type as an agency writes an earlier one: SYT-VP and KH-SYT both give QĐ-SYT.

    A typed document reads TYPE-ISSUER, a letter ISSUER-UNIT (Decree 30/2020, annex I).
    """
    wanted, has = TYPES.get(document_type), TYPES.get(earlier_type)
    groups = earlier.split("-")
    issuer = "-".join(groups[1:]) if has else groups[0]
    return f"{wanted}-{issuer}" if wanted and issuer else None
