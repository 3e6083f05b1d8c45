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
from services.portal.pages.language import FOLDER
from tests.architecture.source import ROOT

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)
PLACES = re.compile(r"%\(\w+\)s")


def written() -> dict[str, str]:
    """Return every text of the pages with where it stands."""
    found = extract_from_dir(
        str(ROOT / "services" / "portal"), METHODS, keywords={"_": None, "gettext": None}
    )
    return {str(text): f"{file}:{line}" for file, line, text, _, _ in found}


@pytest.fixture(scope="module")
def english() -> dict[str, Message]:
    with (FOLDER / "en.po").open("rb") as file:
        return {str(one.id): one for one in read_po(file, locale="en") if one.id}


def test_every_text_has_its_english(english: dict[str, Message]) -> None:
    missing = {text: where for text, where in written().items() if text not in english}
    empty = [text for text, one in english.items() if not one.string or one.fuzzy]
    assert not missing, f"add to {FOLDER.name}/en.po"
    assert not empty


def test_no_english_is_left_over(english: dict[str, Message]) -> None:
    assert not english.keys() - written().keys()


def test_the_english_is_english_and_has_the_same_places(english: dict[str, Message]) -> None:
    for text, one in english.items():
        assert not VIETNAMESE.search(str(one.string)), text
        assert set(PLACES.findall(text)) == set(PLACES.findall(str(one.string))), text


def test_the_vietnamese_is_composed() -> None:
    assert not [text for text in written() if not unicodedata.is_normalized("NFC", text)]


def test_no_template_holds_a_word_outside_the_two_languages() -> None:
    templates = ROOT / "services" / "portal" / "pages" / "templates"
    for file in templates.glob("*.html"):
        bare = re.sub(
            r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        words = [word for word in re.findall(r"[^\W\d_]{2,}", bare) if word not in {"Liêm", "Chính"}]
        assert not words, f"{file.name}: {words}"


def test_every_event_and_stage_that_can_come_has_its_words() -> None:
    heard = {name for name in SERVICE.subscriptions if name not in IDENTITY}
    assert heard == set(labels.EVENTS)


IDENTITY = {"agency-changed.v1", "officer-changed.v1", "calendar-changed.v1"}
