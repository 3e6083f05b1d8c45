"""What a control is called in the language of a page."""

from __future__ import annotations

from functools import cache

from babel.messages.pofile import read_po

from services.portal.pages.language import files

LANGUAGES = ("vi", "en")


def said(words: str, language: str) -> str:
    """Return the words of a control, which are Vietnamese, in a language; raises KeyError."""
    return words if language == "vi" else _catalogue(language)[words]


@cache
def _catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in files(language):
        with file.open("rb") as opened:
            found |= {str(one.id): str(one.string) for one in read_po(opened) if one.id}
    return found
