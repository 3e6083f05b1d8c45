"""The two languages of the pages: Vietnamese is in the source, English in `translations/en.po`."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, format_date, format_decimal, format_percent, get_locale

COOKIE = "language"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
SOURCE = "vi"
# Each room brings the English of its own words; what several say is the pages'.
FOLDERS = Path(__file__).parents[1]


def chosen() -> str:
    """Return the reader's language: the one switched to, else the browser's, else Vietnamese."""
    if not has_request_context():
        return SOURCE
    asked = request.cookies.get(COOKIE, "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match([*LANGUAGES], default=SOURCE)


def register(app: Flask) -> None:
    """Give the app its languages and the filters that depend on them."""
    babel = Babel(app, default_locale=SOURCE, locale_selector=chosen, default_timezone="Asia/Ho_Chi_Minh")
    babel.domain_instance = _CompiledAtStart()
    app.jinja_env.filters.update(day=day, number=number, percent=percent)
    app.context_processor(lambda: {"language": chosen(), "languages": LANGUAGES})


class _CompiledAtStart(Domain):
    """Translations compiled in memory: a clone needs no build step and an image no writable folder."""

    def get_translations(self) -> NullTranslations:
        return _translations(str(get_locale() or SOURCE))


@cache
def _translations(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    merged = Catalog(locale=language)
    for file in files(language):
        with file.open("rb") as read:
            for message in filter(lambda one: one.id, read_po(read, locale=language)):
                merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def files(language: str) -> list[Path]:
    """Return the files that hold a language, the pages' own first: what stands there holds everywhere."""
    found = FOLDERS.glob(f"**/translations/{language}.po")
    return sorted(found, key=lambda file: (file.parents[1].name != "pages", file))


def day(iso: str | None) -> str:
    """Return a business date as people write it; a dash for none."""
    if iso is None:
        return "–"
    return str(format_date(date.fromisoformat(iso), "dd/MM/y" if chosen() == SOURCE else "d MMMM y"))


def number(value: int) -> str:
    """Return a number with the language's separators."""
    return str(format_decimal(value))


def percent(share: float | None) -> str:
    """Return a share with one decimal; a dash where there is nothing to divide by."""
    return "–" if share is None else str(format_percent(share, "#,##0.#%"))
