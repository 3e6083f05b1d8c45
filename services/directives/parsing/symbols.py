"""Numbers and symbols of documents as Decree 30/2020, the law on legal documents and the Party write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.directives.parsing import vocabulary
from services.directives.parsing.letters import ANY, LOWER, UPPER
from services.directives.parsing.strand import Strand

_DASH = r"[-\u2010-\u2015\u2212]"
_WORD = rf"[{UPPER}][{ANY}0-9&]{{0,14}}"
# A notation may break after its dash at the end of a line, never before it.
_JOIN = rf"(?:[ ]?{_DASH}[ ]?\n?[ ]?|[ ]?/[ ]?\n?[ ]?|\.|,(?=[{UPPER}]))"
_NOTATION = rf"(?P<notation>{_WORD}(?:{_JOIN}{_WORD}){{0,5}})(?![{LOWER}])"
_LAW = rf"(?P<law>\d{{1,4}})\s?/\s?(?P<year>(?:19|20)\d{{2}})\s?/\s?{_NOTATION}"
_PLAIN = rf"(?P<number>\d{{1,11}}[a-zA-Z]?)\s{{0,3}}(?P<sign>/|{_DASH})[ ]?\n?[ ]?{_NOTATION}"
_UNSIGNED = rf"(?P<blank>[\s.…_]{{0,60}})(?P<bare>/|{_DASH})\s?{_NOTATION}"


def _one(pattern: str, name: str) -> str:
    for group in ("notation", "law", "year", "number", "sign", "blank", "bare"):
        pattern = pattern.replace(f"(?P<{group}>", f"(?P<{name}_{group}>")
    return pattern


PRINTED = re.compile(rf"\s*(?:{_one(_LAW, 'l')}|{_one(_PLAIN, 'p')}|{_one(_UNSIGNED, 'u')})")
CITED = re.compile(rf"(?<![\w/.-])(?:{_one(_LAW, 'l')}|{_one(_PLAIN, 'p')})(?!/\d)")
_LABEL = re.compile(
    r"(?m)^[ \t]*(?:(?:luat|phap lenh|nghi quyet|lenh|quyet dinh|nghi dinh|thong tu|chi thi|ke hoach)\s+)?"
    r"s[o0]\s*[:.;,]{0,2}(?=[\s\d/.…_-])"
)


@dataclass(frozen=True)
class Symbol:
    """Number and notation of a document; the number is None while nobody has given one."""

    number: str | None
    notation: str
    symbol: str | None
    strand: Strand
    number_strand: Strand | None
    notation_strand: Strand

    @property
    def abbreviated_type(self) -> str | None:
        """The type that the notation's first group abbreviates, or None."""
        return type_of(self.notation)


def type_of(notation: str) -> str | None:
    """Return the type a notation names: "KH-UBND" a plan, "SYT-VP" none, for it is a letter."""
    first = re.split(r"[-/.]", notation)[0]
    return vocabulary.ABBREVIATIONS.get(first)


def labelled(head: Strand) -> Symbol | None:
    """Return the first symbol that stands behind "Số" at the beginning of a line."""
    for label in _LABEL.finditer(head.folded):
        match = PRINTED.match(head.chars, label.end())
        if match:
            return read(head, match)
    return None


def read(text: Strand, match: re.Match[str]) -> Symbol:
    """Return the symbol that PRINTED or CITED matched in `text`."""
    if match.groupdict().get("u_notation"):
        notation = text.part(match, "u_notation")
        return Symbol(None, _canonical(notation), None, notation, None, notation)
    kind = "l" if match["l_notation"] else "p"
    number = text.part(match, "l_law" if kind == "l" else "p_number")
    notation = text.part(match, f"{kind}_notation")
    whole = text[match.start(f"{kind}_{'law' if kind == 'l' else 'number'}") : match.end()]
    return Symbol(number.chars, _canonical(notation), _canonical(whole), whole, number, notation)


def _canonical(printed: Strand) -> str:
    return re.sub(_DASH, "-", re.sub(r"\s+", "", printed.chars))


def drafting_unit(symbol: Symbol, letter: bool) -> Strand | None:
    """Return the last group of a letter's notation, which names the unit that drafted it."""
    groups = symbol.notation_strand.split(r"[-\u2010-\u2015]")
    if not letter or symbol.abbreviated_type or len(groups) < 2:
        return None
    return groups[-1].strip()
