"""References: the documents a text cites by their symbols, with date, issuer and how they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.directives.parsing import dates
from services.directives.parsing.found import LABELLED, PLACED, Found
from services.directives.parsing.letters import UPPER
from services.directives.parsing.names import fold, in_full
from services.directives.parsing.strand import Strand
from services.directives.parsing.symbols import CITED
from services.directives.parsing.symbols import read as read_symbol

IMPLEMENTS, BASED_ON, MENTIONS = "implements", "based-on", "mentions"
_CARRIES_OUT = re.compile(r"[\W\d]*(?:thuc hien|trien khai)\b")
_ISSUED_BY = re.compile(
    rf"\s*(?:của|do)\s+(?P<issuer>[{UPPER}](?:[^,;.:()\n]|,(?=\s[{UPPER}]\w+ (?:và|-)\s)|\.(?=\w))*?)"
    r"(?=\s+(?:về|Về|V/v|v/v|quy định|ban hành|hướng dẫn|phê duyệt|sửa đổi|triển khai|thực hiện|phát động|"
    r"giao|đối với|năm \d|tại|nhằm|để|trên|kèm|đã|được|và\s+(?!Đào|Truyền|Môi|Công|Du|Đầu|Phát|Xã|Hội|"
    r"Thể)|cho)\b"
    r"|\s*[,;.:()\n]|\s*$)"
)
_BETWEEN = re.compile(r"[\s,(]*")
FAR = 60


def read(
    preamble: Sequence[Strand],
    body: Sequence[Strand],
    subject: str | None,
    parent: str | None,
) -> list[Found]:
    """Return every cited document once, as it is cited first."""
    found: dict[str, Found] = {}
    for text in preamble:
        carries_out = bool(_CARRIES_OUT.match(text.folded))
        for cited in _cited(text):
            again = _stands_in(cited.value, subject) or _is_same_body(cited.value["issuer"], parent)
            relation = IMPLEMENTS if carries_out and again else BASED_ON
            found.setdefault(cited.value["symbol"], _with_relation(cited, relation))
    for text in body:
        for cited in _cited(text):
            found.setdefault(cited.value["symbol"], _with_relation(cited, MENTIONS))
    return list(found.values())


def _with_relation(cited: Found, relation: str) -> Found:
    return Found({**cited.value, "relation": relation}, cited.span, cited.confidence)


def _stands_in(cited: dict[str, str | None], subject: str | None) -> bool:
    symbol = cited["symbol"] or ""
    return subject is not None and re.sub(r"\s", "", symbol) in re.sub(r"\s", "", subject)


def _is_same_body(cited: str | None, parent: str | None) -> bool:
    """A parent body is cited in short: "UBND tỉnh" for "Ủy ban nhân dân tỉnh Tây Ninh"."""
    return bool(cited and parent) and fold(parent or "").startswith(fold(cited or ""))


def _cited(text: Strand) -> Iterator[Found]:
    matches = [match for match in CITED.finditer(text.chars) if _is_citation(text, match)]
    ends = [match.start() for match in matches[1:]]
    for match, end in zip(matches, [*ends, len(text)], strict=False):
        symbol = read_symbol(text, match)
        day, after = _date(text, match.end())
        issuer = _ISSUED_BY.match(text.chars, after, end)
        value = {
            "symbol": symbol.symbol,
            "date": day,
            "issuer": in_full(issuer["issuer"]) if issuer else None,
        }
        last = issuer.end() if issuer else after
        yield Found(value, text[match.start() : last].strip(" ,;.").span, LABELLED if day else PLACED)


def _is_citation(text: Strand, match: re.Match[str]) -> bool:
    """A symbol is cited behind "số" or the name of a type; "50/50" or a fraction of words is none."""
    before = text.folded[max(0, match.start() - FAR) : match.start()]
    return bool(re.search(r"\bso\s*:?\s*$", before)) or _NAMED.search(before) is not None


_NAMED = re.compile(
    r"\b(nghi quyet|quyet dinh|chi thi|ke hoach|cong van|nghi dinh|thong tu|luat|thong bao|"
    r"chuong trinh|de an|huong dan|"
    r"bao cao|to trinh|quy dinh|quy che|ket luan|cong dien|van ban|dieu le|phap lenh|so|va|,)\s*:?\s*$"
)


def _date(text: Strand, begin: int) -> tuple[str | None, int]:
    between = _BETWEEN.match(text.folded, begin)
    place = between.end() if between else begin
    found = re.compile(dates.DATE).match(text.folded, place)
    if found is None:
        return None, begin
    return dates.iso(found), found.end()
