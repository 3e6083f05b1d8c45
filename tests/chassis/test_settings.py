"""Settings: every mistake at once, secrets from files, nothing secret in a message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chassis.settings import Settings, SettingsError, read_settings, setting
from tests.chassis.notes import NOTES


@dataclass(frozen=True, kw_only=True)
class PostSettings(Settings):
    letters: Path = setting("LETTERS_FILE", Path, default=Path("letters.yaml"))
    stamps: int = setting("STAMPS", int)
    signed: bool = setting("SIGNED", bool, default=False)
    key: str = setting("POST_KEY", str, default="", secret=True)


POST = replace(NOTES, name="post", port=8090, settings_type=PostSettings)


def test_what_is_not_said_is_derived_from_the_service() -> None:
    read = read_settings(NOTES, {})
    assert (read.port, read.admin_port, read.metrics_port, read.mongo_db) == (18999, 19099, 19199, "notes")
    assert read_settings(NOTES, {"PORT": "9000"}).metrics_port == 9200


def test_a_service_reads_its_own_settings_in_their_types() -> None:
    read = read_settings(POST, {"STAMPS": "3", "SIGNED": "yes", "LETTERS_FILE": "elsewhere.yaml"})
    assert (read.stamps, read.signed, read.letters) == (3, True, Path("elsewhere.yaml"))


def test_every_mistake_is_told_at_once_and_no_secret_with_it(tmp_path: Path) -> None:
    environ = {
        "PORT": "eighty",
        "THREADS": "",
        "POST_KEY_FILE": str(tmp_path / "absent"),
        "MONGO_URL": "mongodb://an:swordfish@db",
    }
    with pytest.raises(SettingsError) as told:
        read_settings(POST, environ)
    lines = str(told.value).splitlines()[1:]
    assert [line.partition(":")[0] for line in lines] == ["PORT", "POST_KEY_FILE", "STAMPS", "THREADS"]
    assert "swordfish" not in str(told.value)


def test_a_secret_is_read_from_its_file_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("swordfish\n", encoding="utf-8")
    read = read_settings(POST, {"STAMPS": "1", "POST_KEY_FILE": str(tmp_path / "key")})
    assert read.key == "swordfish"
    assert "swordfish" not in repr(read)


def test_only_a_secret_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "host").write_text("0.0.0.0", encoding="utf-8")
    assert read_settings(NOTES, {"HOST_FILE": str(tmp_path / "host")}).host == "127.0.0.1"
