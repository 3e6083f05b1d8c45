"""Signing in, renewing, signing out, and the keys behind it, on the real store."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from chassis.app import create_app
from chassis.settings import SettingsError, read_settings
from services.directory.main import SERVICE
from services.directory.officers.domain import Officer
from services.directory.sessions.keys import KEPT_AFTER_ROTATION, KeyFolder
from tests.directory.conftest import PASSWORD, Directory, position
from tests.directory.test_agencies_api import problem


@pytest.fixture
def officer(directory: Directory) -> Officer:
    seats = [position(directory.health, "officer"), position(directory.justice, "leader")]
    return directory.officer(directory.health, username="le.mau", positions=seats)


def sign_in(directory: Directory, **asked: Any) -> Any:
    body = {"username": "le.mau", "password": PASSWORD} | asked
    headers = {"X-Forwarded-For": body.pop("address", "203.0.113.1")}
    return directory.hosted.client.post("/v1/sessions", json=body, headers=headers)


def renew(directory: Directory, **asked: Any) -> Any:
    return directory.hosted.client.post("/v1/sessions/refresh", json=asked)


def claims_of(directory: Directory, token: str) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(directory.hosted.get("/.well-known/jwks.json").json)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["EdDSA"], audience="liemchinh")


def test_a_right_password_gives_a_token_for_a_position(directory: Directory, officer: Officer) -> None:
    answer = sign_in(directory)
    assert answer.status_code == 200, answer.json
    token = answer.json["access_token"]
    claims = claims_of(directory, token)
    assert (claims["iss"], claims["sub"]) == ("liemchinh-directory", officer.id)
    assert claims["pos"] == officer.positions[0].position_id
    assert claims["exp"] - claims["iat"] == answer.json["expires_in"] == 900
    assert claims["nbf"] == claims["iat"]
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    assert answer.json["officer"] == {"id": officer.id, "name": officer.name}
    assert answer.json["position"]["agency_name"] == "Sở Y tế"
    assert [one["roles"] for one in answer.json["positions"]] == [["officer"], ["leader"]]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_position_may_be_named(directory: Directory, officer: Officer) -> None:
    wanted = officer.positions[1].position_id
    token = sign_in(directory, position_id=wanted).json["access_token"]
    assert claims_of(directory, token)["pos"] == wanted
    absent = sign_in(directory, position_id="absent")
    assert problem(absent) == (422, "unknown-reference", ["/position_id"])


def test_a_wrong_password_and_an_unknown_name_answer_alike(directory: Directory, officer: Officer) -> None:
    wrong = sign_in(directory, password="wrong")
    unknown = sign_in(directory, username="nobody")
    assert problem(wrong)[:2] == problem(unknown)[:2] == (401, "wrong-credentials")
    actions = [entry["action"] for entry in directory.stored("audit")]
    assert actions == ["sign-in-failed"] * 2
    assert "nobody" not in repr(directory.stored("audit"))


def test_a_bad_body_is_named(directory: Directory) -> None:
    answer = directory.hosted.client.post("/v1/sessions", json={"username": "x", "pin": 1})
    assert problem(answer) == (422, "invalid-input", ["/password", "/pin"])
    assert directory.stored("attempts") == []


def test_guessing_an_account_costs_more_and_more_time(directory: Directory, officer: Officer) -> None:
    refused = [sign_in(directory, password="wrong", address=f"203.0.113.{n}") for n in range(5)]
    assert [answer.status_code for answer in refused] == [401, 401, 401, 401, 429]
    assert 1 <= int(refused[-1].headers["Retry-After"]) <= 900
    assert refused[-1].json["code"] == "too-many-attempts"
    # Even the right password waits, from wherever it comes.
    assert sign_in(directory, address="203.0.113.99").status_code == 429


def test_guessing_from_an_address_costs_time_whatever_the_account(directory: Directory) -> None:
    def guess(number: int) -> int:
        return sign_in(directory, username=f"name{number}", password="wrong").status_code

    assert [guess(number) for number in range(21)] == [401] * 20 + [429]
    assert sign_in(directory, username="other", address="203.0.113.2").status_code == 401


def test_guesses_at_the_same_time_do_not_outrun_the_count(directory: Directory, officer: Officer) -> None:
    def guess(number: int) -> int:
        client = directory.hosted.app.test_client()
        body = {"username": "le.mau", "password": f"wrong{number}"}
        return client.post("/v1/sessions", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(8)))
    assert codes.count(401) == 4
    assert set(codes) <= {401, 429, 503}


def test_a_right_password_forgives_the_mistakes_before(directory: Directory, officer: Officer) -> None:
    for _ in range(3):
        assert sign_in(directory, password="wrong").status_code == 401
    assert sign_in(directory).status_code == 200
    for _ in range(3):
        assert sign_in(directory, password="wrong").status_code == 401
    assert sign_in(directory).status_code == 200


def test_a_session_goes_on_in_the_same_or_another_position(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    first, second = (one.position_id for one in officer.positions)
    same = renew(directory, refresh_token=token)
    assert claims_of(directory, same.json["access_token"])["pos"] == first
    other = renew(directory, refresh_token=token, position_id=second)
    assert claims_of(directory, other.json["access_token"])["pos"] == second
    after = renew(directory, refresh_token=other.json["refresh_token"])
    assert after.json["position"]["position_id"] == second


def test_a_refresh_token_is_kept_as_a_hash_only(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    assert token not in repr(directory.stored("sessions"))
    assert problem(renew(directory, refresh_token="made-up"))[:2] == (401, "session-ended")


def test_a_dismissed_officer_neither_renews_nor_signs_in(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    path = f"/v1/officers/{officer.id}"
    assert directory.hosted.patch(path, {"active": False}, directory.admin, if_match=1).status_code == 200
    assert renew(directory, refresh_token=token).status_code == 401
    assert problem(sign_in(directory))[:2] == (403, "position-ended")


def test_an_ended_position_is_not_renewed_but_another_one_is(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    path = f"/v1/officers/{officer.id}"
    seats = directory.hosted.get(path, directory.admin).json["positions"]
    seats[0]["valid_to"] = "2024-01-01"
    changed = directory.hosted.patch(path, {"positions": seats}, directory.admin, if_match=1)
    assert changed.status_code == 200, changed.json
    assert problem(renew(directory, refresh_token=token))[:2] == (403, "position-ended")
    wanted = officer.positions[1].position_id
    assert renew(directory, refresh_token=token, position_id=wanted).status_code == 200


def test_whoever_signs_out_is_signed_out(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    end = {"refresh_token": token}
    assert directory.hosted.client.post("/v1/sessions/end", json=end).status_code == 200
    assert renew(directory, refresh_token=token).status_code == 401
    assert directory.hosted.client.post("/v1/sessions/end", json=end).status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(directory: Directory, officer: Officer) -> None:
    token = sign_in(directory).json["refresh_token"]
    account = {"username": "le.mau", "password": PASSWORD + "2"}
    path = f"/v1/officers/{officer.id}/account"
    assert directory.hosted.send("PUT", path, account, directory.admin, if_match=1).status_code == 200
    assert renew(directory, refresh_token=token).status_code == 401


def test_a_token_of_before_a_rotation_is_still_verified(directory: Directory, officer: Officer) -> None:
    before = sign_in(directory).json["access_token"]
    folder = KeyFolder(directory.hosted.app.extensions["liemchinh"].settings.signing_keys_dir)
    folder.rotate(datetime.now(UTC))
    after = sign_in(directory).json["access_token"]
    kids = {jwt.get_unverified_header(token)["kid"] for token in (before, after)}
    assert len(kids) == 2
    for token in (before, after):
        assert claims_of(directory, token)["sub"] == officer.id


def test_the_published_keys_have_no_private_part(directory: Directory) -> None:
    [key] = directory.hosted.get("/.well-known/jwks.json").json["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    KeyFolder(folder).signing()
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_old_key_is_published_until_its_tokens_have_ended_and_then_deleted(tmp_path: Path) -> None:
    keys, start = KeyFolder(tmp_path), datetime(2024, 3, 1, tzinfo=UTC)
    first = keys.rotate(start)
    second = keys.rotate(start + timedelta(hours=1))
    retired = start + timedelta(hours=1)

    def published(now: datetime) -> list[str]:
        return [key["kid"] for key in keys.published(now)["keys"]]

    assert published(retired + KEPT_AFTER_ROTATION) == [first, second]
    assert published(retired + KEPT_AFTER_ROTATION + timedelta(seconds=1)) == [second]
    assert b'"d"' not in (tmp_path / f"{first}.json").read_bytes()
    assert keys.signing()[0] == second
    keys.rotate(retired + timedelta(days=1))
    assert not (tmp_path / f"{first}.json").exists()


def test_the_local_issuer_stays_on_this_machine_unless_told(directory: Directory) -> None:
    settings = read_settings(SERVICE, {"HOST": "0.0.0.0"})
    with pytest.raises(SettingsError, match="ALLOW_LOCAL_SIGN_IN"):
        create_app(SERVICE, settings)
    assert create_app(SERVICE, replace(settings, allow_local_sign_in=True))
    assert create_app(SERVICE, read_settings(SERVICE, {"HOST": "0.0.0.0", "ALLOW_LOCAL_SIGN_IN": "yes"}))
