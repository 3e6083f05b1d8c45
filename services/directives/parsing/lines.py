"""Lines of a page: decorations taken off, letter-spacing closed, page furniture dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.directives.parsing.strand import Span, Strand

_RULE = re.compile(r"[\s\-–—_=*•.·~|:+\\/<>o0]*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"-?\s*(?:trang\s*)?\d{1,3}\s*(?:/\s*\d{1,3})?\s*-?")
_BROKEN_DATE = re.compile(r"\d{1,2}/\d{4}")
_SIGNATURE_STAMP = re.compile(
    r"(nguoi ky|ky boi|ngay ky|gio ky|thoi gian ky|chu ky so|signed by|digitally signed|signature|email|"
    r"co quan|to chuc)\s*:.*|signature (not )?(verified|valid).*|digitally signed.*"
)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\s+\S.*")
_WHOLLY_BOLD = re.compile(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__)\s*")
_ITALIC = re.compile(r"(?<![*\w])\*(?![*\s])([^*\n]{1,60}?)(?<![*\s])\*(?![*\w])")
_DECORATION = r"(?<=\S)\*+|\*+(?=\S)|(?<!_)__+(?=[^\W_])|(?<=[^\W_])__+|\\(?=\W|$)|`+"
_HASH = re.compile(r"\s{0,3}(#{1,6})\s+")
_LETTER = r"[^\W\d_]"
_SPACED = re.compile(rf"(?<!\S){_LETTER}(?: {{1,3}}{_LETTER}(?!\S)){{3,}}")


@dataclass(frozen=True)
class Line:
    """A line of the paper in reading order."""

    strand: Strand
    gap: bool = False
    heading: bool = False
    table: bool = False
    italic: tuple[Span, ...] = ()

    @property
    def chars(self) -> str:
        """Its signs."""
        return self.strand.chars

    @property
    def folded(self) -> str:
        """Its search form."""
        return self.strand.folded

    @property
    def capital(self) -> bool:
        """Whether it is written in capitals."""
        return is_capital(self.chars)


def is_capital(text: str) -> bool:
    """Tell whether nearly all letters are capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(1 for sign in letters if sign.isupper())
    return len(letters) > 1 and capitals >= 0.85 * len(letters)


def is_furniture(line: Strand, below: str = "") -> bool:
    """Tell whether a line is a rule, a page number, the text of a digital signature or a footnote."""
    folded = line.folded.strip()
    if _BROKEN_DATE.fullmatch(below.strip()):
        return False
    return any(pattern.fullmatch(folded) for pattern in (_RULE, _PAGE_NUMBER, _SIGNATURE_STAMP, _FOOTNOTE))


def undecorated(raw: Strand) -> tuple[Strand, bool, tuple[Span, ...]]:
    """Return a line without its decoration, whether it was set as a heading, and its italic spans."""
    hashes = _HASH.match(raw.chars)
    bold = _WHOLLY_BOLD.fullmatch(raw.chars)
    italics = tuple(raw.part(match, 1).span for match in _ITALIC.finditer(raw.chars))
    plain = raw[hashes.end() :] if hashes else raw
    return plain.without(_DECORATION), bool(hashes or bold), italics


def close_up(line: Strand) -> Strand:
    """Return a line with letter-spaced words closed ("C Ộ N G  H Ò A" reads "CỘNG HÒA")."""
    pieces, begin = [], 0
    for match in _SPACED.finditer(line.chars):
        pieces += [line[begin : match.start()], _closed(line.part(match))]
        begin = match.end()
    return Strand.join([*pieces, line[begin:]], "") if pieces else line


def _closed(spaced: Strand) -> Strand:
    return Strand.join((word.without(" ") for word in spaced.split(r" {2,}")), " ")
