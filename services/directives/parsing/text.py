"""Decoded files and their normal form: composed letters, plain blanks, line ends, no HTML remnants."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Iterator

from services.directives.parsing.strand import Strand

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_BLANK = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_TAG_NAMES = (
    "html|head|body|title|meta|link|table|tbody|thead|tr|td|th|p|div|span|br|hr|b|i|u|em|strong|font|center"
    "|ul|ol|li|h[1-6]|a|img|sup|sub|section|article|header|footer|nav|o:p|st1:\\w+"
)
_SILENT = r"<(?:style|script)\b.*?</(?:style|script)\s*>|<!--.*?-->"
_MARKUP = re.compile(
    rf"(?P<silent>{_SILENT})|(?P<tag><(?P<close>/?)(?P<name>{_TAG_NAMES})\b[^<>]{{0,400}}>)"
    r"|(?P<entity>&(?:\#\d{1,6}|\#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)",
    re.IGNORECASE | re.DOTALL,
)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset({"p", "div", "br", "hr", "li", "table", "ul", "ol", "section", "article", "title"})
Sign = tuple[str, int, int]


class NotText(ValueError):
    """The file holds no text that can be read."""


def decode(content: bytes) -> str:
    """Return the file's text as its code points; raises NotText for binary or undecodable content."""
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText("undecodable") from error
    if not text or "\x00" in text or _share_of_controls(text) > 0.02:
        raise NotText("binary")
    return text


def _share_of_controls(text: str) -> float:
    odd = sum(1 for sign in text if sign < " " and sign not in "\t\n\r\f\v\x1b")
    return odd / len(text)


def normalise(text: str) -> Strand:
    """Return the normal form of a decoded text; "\\v" is a line end inside a table cell."""
    signs = _composed(text)
    return Strand.of(_without_markup(signs))


def _composed(text: str) -> Strand:
    return Strand.of(sign for cluster in _clusters(text) for sign in _signs(text, *cluster))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield begin, place
            begin = place


def _signs(text: str, begin: int, end: int) -> Iterator[Sign]:
    for sign in unicodedata.normalize("NFC", text[begin:end]):
        if sign in _INVISIBLE:
            continue
        if sign == "\r" and text[end : end + 1] == "\n":
            continue
        yield _plain(sign), begin, end


def _plain(sign: str) -> str:
    if sign in _BLANK:
        return " "
    return "\n" if sign in "\r\f\x85\u2028\u2029\v" else sign


def _without_markup(strand: Strand) -> Iterator[Sign]:
    begin, in_row = 0, False
    for match in _MARKUP.finditer(strand.chars):
        yield from _raw(strand[begin : match.start()], in_row)
        begin = match.end()
        where = (strand.starts[match.start()], strand.ends[match.end() - 1])
        if match["name"] and match["name"].lower() == "tr":
            in_row = not match["close"]
        yield from ((sign, *where) for sign in _said(match, in_row))
    yield from _raw(strand[begin:], in_row)


def _raw(strand: Strand, in_row: bool) -> Iterator[Sign]:
    for sign, start, end in zip(strand.chars, strand.starts, strand.ends, strict=True):
        yield " " if in_row and sign == "\n" else sign, start, end


def _said(match: re.Match[str], in_row: bool) -> str:
    if match["entity"]:
        said = html.unescape(match["entity"])
        return "".join(map(_plain, said)) if said not in _INVISIBLE else ""
    if match["silent"]:
        return "\n"
    name, closing = match["name"].lower(), bool(match["close"])
    if name in _EMPHASIS:
        return _EMPHASIS[name]
    return _structural(name, closing, in_row)


def _structural(name: str, closing: bool, in_row: bool) -> str:
    if name == "tr":
        return "|\n" if closing else "\n"
    if name in _CELLS:
        return "" if closing else "|"
    if name in _BLOCKS or re.fullmatch(r"h\d", name):
        bullet = "- " if name == "li" and not closing else ""
        # A break inside a cell must not end the row; a break in running text is a line end like any other.
        return ("\v" if in_row or name == "br" else "\n") + bullet
    return ""
