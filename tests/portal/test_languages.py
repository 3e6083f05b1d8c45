"""Both languages are complete, and say the same with the same places to fill in."""

from __future__ import annotations

import re
import unicodedata

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.portal.main import SERVICE
from services.portal.pages import labels
from services.portal.pages.language import files
from tests.architecture.source import ROOT

PORTAL = ROOT / "services" / "portal"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)
PLACES = re.compile(r"%\(\w+\)s")


def written() -> dict[str, str]:
    """Return every text of the pages with where it stands."""
    found = extract_from_dir(str(PORTAL), METHODS, keywords={"_": None, "gettext": None})
    return {str(text): f"{file}:{line}" for file, line, text, _, _ in found}


@pytest.fixture(scope="module")
def english() -> dict[str, Message]:
    return {id: one for found in each_file().values() for id, one in found.items()}


def each_file() -> dict[str, dict[str, Message]]:
    """Return the English of each file by the folder it is for."""
    found = {}
    for path in files("en"):
        with path.open("rb") as file:
            known = {str(one.id): one for one in read_po(file, locale="en") if one.id}
        found[str(path.parents[1].relative_to(PORTAL))] = known
    return found


def test_every_text_has_its_english(english: dict[str, Message]) -> None:
    missing = {text: where for text, where in written().items() if text not in english}
    empty = [text for text, one in english.items() if not one.string or one.fuzzy]
    assert not missing, "add each to translations/en.po of its room, or of pages"
    assert not empty


def test_no_english_is_left_over() -> None:
    for folder, known in each_file().items():
        here = {text for text, where in written().items() if folder == "pages" or where.startswith(folder)}
        assert not known.keys() - here, folder


def test_what_the_pages_say_in_english_no_room_says_again() -> None:
    pages = each_file()["pages"]
    for folder, known in each_file().items():
        assert folder == "pages" or not known.keys() & pages.keys(), folder


def test_the_english_is_english_and_has_the_same_places(english: dict[str, Message]) -> None:
    for text, one in english.items():
        assert not VIETNAMESE.search(str(one.string)), text
        assert set(PLACES.findall(text)) == set(PLACES.findall(str(one.string))), text


def test_the_vietnamese_is_composed() -> None:
    assert not [text for text in written() if not unicodedata.is_normalized("NFC", text)]


def test_no_template_holds_a_word_outside_the_two_languages() -> None:
    for file in PORTAL.rglob("*.html"):
        bare = re.sub(
            r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        words = [word for word in re.findall(r"[^\W\d_]{2,}", bare) if word not in {"Liêm", "Chính"}]
        assert not words, f"{file.name}: {words}"


def test_every_event_and_stage_that_can_come_has_its_words() -> None:
    heard = {name for name in SERVICE.subscriptions if name not in IDENTITY}
    assert heard == set(labels.EVENTS)


IDENTITY = {"agency-changed.v1", "officer-changed.v1", "calendar-changed.v1"}
