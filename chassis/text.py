"""Vietnamese text: one normal form for storing, one folded form for searching and comparing."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_D_STROKE = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """Return `text` composed (NFC), as everything is stored, compared and signed (libraries.md trap 14)."""
    return unicodedata.normalize("NFC", text)


def official(text: str) -> str:
    """Return `text` as a record keeps it: NFC, no invisible characters, single blanks, no blanks around."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", nfc(text))).strip()


def fold(text: str) -> str:
    """Return the search form: official, lower case, without tone and vowel marks, đ as d.

    >>> fold("Ủy ban  nhân dân huyện Dương Minh Châu")
    'uy ban nhan dan huyen duong minh chau'
    """
    decomposed = unicodedata.normalize("NFD", official(text).lower())
    return nfc("".join(sign for sign in decomposed if not unicodedata.combining(sign))).translate(_D_STROKE)
