"""A service's key: with it a service signs in as everybody does; the store knows its hash alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.directory import __main__ as commands
from services.directory.principals.keys import NoAgency, give_key
from tests.directory.conftest import Directory


def signed_in(directory: Directory, key: str) -> int:
    body = {"username": "service.notifications", "password": key}
    return directory.hosted.client.post("/v1/sessions", json=body).status_code


def test_a_key_is_in_a_file_of_its_owner_and_its_hash_in_the_store(
    directory: Directory, tmp_path: Path
) -> None:
    file = tmp_path / "keys" / "notifications"
    assert give_key(directory.hosted.database, "notifications", file) == "service.notifications"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["notifications"]
    assert file.read_text() not in str(directory.stored("accounts"))
    assert signed_in(directory, file.read_text()) == 200


def test_a_service_is_an_officer_of_the_role_service_told_to_the_others(
    directory: Directory, tmp_path: Path
) -> None:
    give_key(directory.hosted.database, "notifications", tmp_path / "key")
    [(_, subject, told)] = directory.hosted.outbox("officer-changed.v1")
    [position] = told["positions"]
    assert (position["roles"], position["agency_id"]) == (["service"], directory.root.id)
    [made] = directory.stored("officers", {"_id": subject})
    assert (made["email"], made["phone"]) == (None, None)
    actions = [entry["action"] for entry in directory.stored("audit", {"object_id": subject})]
    assert actions == ["give-key"]


def test_a_new_key_ends_the_older_one_and_its_sessions(directory: Directory, tmp_path: Path) -> None:
    file = tmp_path / "key"
    give_key(directory.hosted.database, "notifications", file)
    older = file.read_text()
    assert signed_in(directory, older) == 200
    give_key(directory.hosted.database, "notifications", file)
    assert directory.stored("sessions") == []
    assert (signed_in(directory, older), signed_in(directory, file.read_text())) == (401, 200)
    assert len(directory.hosted.outbox("officer-changed.v1")) == 1, "the principal stays the same"


def test_without_an_agency_there_is_no_service(directory: Directory, tmp_path: Path) -> None:
    directory.hosted.empty()
    with pytest.raises(NoAgency):
        give_key(directory.hosted.database, "notifications", tmp_path / "key")


def test_the_command_writes_the_key_and_says_where(directory: Directory, tmp_path: Path) -> None:
    settings = directory.hosted.settings
    environ = {
        "MONGO_URL": settings.mongo_url,
        "MONGO_DB": settings.mongo_db,
        "SERVICE_KEYS_DIR": str(tmp_path),
    }
    done = CliRunner().invoke(commands.cli, ["service-key", "notifications"], env=environ)
    assert (done.exit_code, done.output.strip()) == (
        0,
        f"The key of service.notifications is in {tmp_path / 'notifications'}",
    )
    assert (tmp_path / "notifications").read_text() not in done.output
    directory.hosted.empty()
    refused = CliRunner().invoke(commands.cli, ["service-key", "notifications"], env=environ)
    assert (refused.exit_code, "establish the first one" in refused.output) == (1, True)


def test_the_sample_brings_the_key_once(directory: Directory, tmp_path: Path) -> None:
    directory.hosted.empty()
    settings = directory.hosted.settings
    environ = {
        "MONGO_URL": settings.mongo_url,
        "MONGO_DB": settings.mongo_db,
        "SERVICE_KEYS_DIR": str(tmp_path / "keys"),
        "SIGN_INS_FILE": str(tmp_path / "sign-ins.json"),
    }
    keys = []
    for _ in range(2):
        done = CliRunner().invoke(commands.cli, ["load-sample"], env=environ)
        assert done.exit_code == 0, done.output
        keys.append((tmp_path / "keys" / "notifications").read_text())
    assert keys[0] == keys[1]
