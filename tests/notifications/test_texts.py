"""The texts: a mistake in a template is found when it is loaded; none is said without its facts."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import yaml

from services.notifications.inbox.announcements import ROWS, Row, each
from services.notifications.inbox.texts import FILE, TemplateFault, check, load, texts

LABELS = {"labels": {}, "unknown": {}}


def written(**said: Any) -> str:
    text = {"version": 1, "requires": ["symbol"], "title": "Văn bản", "body": "{{ symbol }}"} | said
    return yaml.safe_dump({"one": [text], **LABELS}, allow_unicode=True)


def test_a_variable_that_is_not_declared_stops_the_loading() -> None:
    with pytest.raises(TemplateFault, match=r"\['agency'\] undeclared"):
        load(written(body="{{ symbol }} {{ agency }}"))


def test_a_requirement_that_is_not_used_stops_the_loading() -> None:
    with pytest.raises(TemplateFault, match=r"\['agency'\] unused"):
        load(written(requires=["symbol", "agency"]))


def test_a_text_whose_facts_the_event_lacks_stops_the_loading() -> None:
    rows = {"an-event.v1": Row("one", ("clerk",), ("thing", "id"), {}, each("agency_id"))}
    with pytest.raises(TemplateFault, match=r"an-event\.v1: one requires \['symbol'\]"):
        check(load(written()), rows)


def test_a_fact_that_is_missing_is_no_empty_word() -> None:
    with pytest.raises(TemplateFault, match="missing: symbol"):
        load(written()).newest("one").render({"agency": "x"})


def test_a_new_wording_leaves_the_older_one_for_what_was_said_with_it() -> None:
    older = yaml.safe_load(written())["one"][0]
    newer = older | {"version": 2, "title": "Công văn"}
    known = load(yaml.safe_dump({"one": [older, newer], **LABELS}, allow_unicode=True))
    assert known.newest("one").version == 2
    assert known.versions["one"][1].render({"symbol": "1/CV"}) == ("Văn bản", "1/CV")


def test_every_template_of_the_file_is_said_by_something() -> None:
    said = {name for row in ROWS.values() for name in (row.template, row.mail) if name}
    tones = {"upcoming", "courtesy", "today", "overdue", "escalated", "escalated-further", "due-missing"}
    assert set(texts().versions) == said | {f"line-{tone}" for tone in tones} | {"reminders", "mail"}


def test_the_file_is_composed_vietnamese() -> None:
    content = FILE.read_text(encoding="utf-8")
    assert content == unicodedata.normalize("NFC", content)
