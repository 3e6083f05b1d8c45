"""Loading the sample on the real store: everything once, resumable, nothing of others touched."""

import json
import stat
from collections import Counter
from pathlib import Path

import pytest

from services.directory.sample.load import OwnData, load
from tests.directory.conftest import Directory


@pytest.fixture
def empty(directory: Directory) -> Directory:
    directory.hosted.empty()
    return directory


def test_the_sample_is_loaded_once_with_its_events(empty: Directory, tmp_path: Path) -> None:
    database, file = empty.hosted.database, tmp_path / "private" / "sign-ins.json"
    loaded = load(database, file)
    stored = {name: len(empty.stored(name)) for name in ("agencies", "groups", "officers", "calendars")}
    kinds = {"agencies": "agency", "groups": "group", "officers": "officer", "calendars": "calendar"}
    assert loaded.added == {kinds[name]: count for name, count in stored.items()}
    events = Counter(row["type"] for row in empty.stored("outbox"))
    assert events == {f"{kind}-changed.v1": count for kind, count in loaded.added.items()}
    assert len(empty.stored("audit")) == sum(stored.values()) + 17
    again = load(database, file)
    assert (again.added, again.new_passwords) == ({}, False)
    assert len(empty.stored("outbox")) == sum(stored.values())


def test_no_event_of_the_sample_names_a_person(empty: Directory, tmp_path: Path) -> None:
    load(empty.hosted.database, tmp_path / "sign-ins.json")
    told = b"".join(row["body"] for row in empty.stored("outbox")).decode()
    officers = empty.stored("officers")
    assert "@" not in told
    assert [one["name"] for one in officers if one["name"] in told] == []
    assert [one["phone"] for one in officers if one["phone"] in told] == []


def test_the_officers_of_the_story_sign_in_with_what_the_file_says(empty: Directory, tmp_path: Path) -> None:
    file = tmp_path / "sign-ins.json"
    load(empty.hosted.database, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert len(rows) == 17
    for row in rows:
        asked = {"username": row["username"], "password": row["password"]}
        answer = empty.hosted.client.post("/v1/sessions", json=asked)
        assert answer.status_code == 200, answer.json
        seat = answer.json["position"]
        assert (seat["position_id"], seat["agency_id"]) == (row["position_id"], row["agency_id"])
        assert (answer.json["officer"]["name"], seat["agency_name"]) == (row["name"], row["agency"])
        assert seat["roles"] == row["roles"]


def test_what_a_broken_run_left_out_is_loaded_by_the_next(empty: Directory, tmp_path: Path) -> None:
    database, file = empty.hosted.database, tmp_path / "sign-ins.json"
    first = load(database, file)
    database.db["officers"].delete_one({})
    database.db["accounts"].delete_one({})
    second = load(database, file)
    assert (second.added, second.new_passwords) == ({"officer": 1}, True)
    assert len(empty.stored("officers")) == first.added["officer"]


def test_a_directory_of_others_is_left_alone(directory: Directory, tmp_path: Path) -> None:
    with pytest.raises(OwnData):
        load(directory.hosted.database, tmp_path / "sign-ins.json")
    assert len(directory.stored("agencies")) == 3
    assert not (tmp_path / "sign-ins.json").exists()
