"""Signing in at the real directory, what a session is worth, and signing out."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
import requests

from chassis.settings import read_settings
from services.portal.sessions.directory import TIMEOUT_SECONDS
from tests.fixtures.web import Hosted
from tests.portal.browsing import Reader, page_of, text_of
from tests.portal.conftest import RunningDirectory

LEADER = "syt.lanhdao"


@pytest.fixture
def reader(provincial: Hosted) -> Reader:
    provincial.database.db["sessions"].delete_many({})
    return Reader(provincial)


def sessions(portal: Hosted) -> list[dict]:
    return list(portal.database.db["sessions"].find())


def test_a_page_asks_to_sign_in_and_leads_back(reader: Reader, directory: RunningDirectory) -> None:
    asked = reader.get("/directives?cursor=")
    assert (asked.status_code, asked.location) == (303, "/sign-in?to=/directives?cursor%3D")
    assert reader.sign_in(directory.sign_ins[LEADER], to="/directives/x").location == "/directives/x"


def test_who_has_signed_in_sees_agency_roles_and_the_way_out(
    reader: Reader, directory: RunningDirectory
) -> None:
    assert reader.sign_in(directory.sign_ins[LEADER]).status_code == 303
    page = reader.get("/directives")
    assert page.status_code == 200
    assert "Sở Y tế · lãnh đạo Đăng xuất" in text_of(page).replace(" lãnh đạo", " · lãnh đạo")
    assert directory.sign_ins[LEADER]["name"] not in text_of(page)


def test_a_wrong_password_says_so_and_keeps_the_user_name(
    reader: Reader, directory: RunningDirectory
) -> None:
    refused = reader.sign_in({"username": "syt.vanthu", "password": "sai"})
    assert refused.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in text_of(refused)
    fields = {one["name"]: one.get("value") for one in page_of(refused).all("input")}
    assert fields["username"] == "syt.vanthu"
    assert fields["password"] is None
    assert reader.get("/directives").status_code == 303


def counted(directory: RunningDirectory) -> set[str]:
    return {row["_id"] for row in directory.database.db["attempts"].find({"_id": {"$regex": "^address:"}})}


def test_the_directory_counts_attempts_of_the_person_s_address_and_not_of_the_portal_s(
    reader: Reader, directory: RunningDirectory
) -> None:
    reader.send("/sign-in", username="khong.co", password="sai", address="203.0.113.9")
    assert "address:203.0.113.9" in counted(directory)


def test_an_address_that_a_person_only_claims_is_not_counted(
    reader: Reader, directory: RunningDirectory
) -> None:
    reader.headers["X-Forwarded-For"] = "198.51.100.1"
    reader.send("/sign-in", username="khong.co", password="sai", address="203.0.113.10")
    assert "address:203.0.113.10" in counted(directory)
    assert "address:198.51.100.1" not in counted(directory)


def test_behind_a_trusted_proxy_the_address_it_tells_is_counted(
    reader: Reader, directory: RunningDirectory
) -> None:
    reader.headers["X-Forwarded-For"] = "203.0.113.11"
    reader.send("/sign-in", username="khong.co", password="sai", address="127.0.0.1")
    assert "address:203.0.113.11" in counted(directory)


def test_guessing_on_is_told_to_wait(reader: Reader, directory: RunningDirectory) -> None:
    answers = [reader.sign_in({"username": "ttyt.vanthu", "password": "sai"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "hãy thử lại sau" in text_of(answers[-1])
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert "%(" not in text_of(answers[-1])


def test_the_session_gets_a_new_id_when_someone_signs_in(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.get("/sign-in")
    before = reader.cookie
    reader.sign_in(directory.sign_ins[LEADER])
    assert before
    assert reader.cookie not in {None, before}
    thief = Reader(provincial)
    thief.client.set_cookie("liemchinh", before)
    assert thief.get("/directives").status_code == 303


def test_the_cookie_is_out_of_reach_and_the_store_holds_no_cookie(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    answer = reader.sign_in(directory.sign_ins[LEADER])
    set_cookie = next(one for one in answer.headers.getlist("Set-Cookie") if "liemchinh" in one)
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert reader.cookie not in str(sessions(provincial))
    assert "Secure" not in set_cookie


def test_under_https_cookies_travel_encrypted_only(
    reader: Reader, provincial: Hosted, directory: RunningDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(provincial, directory, monkeypatch, PUBLIC_URL="https://portal.example")
    cookies = reader.get("/sign-in").headers.getlist("Set-Cookie")
    cookies += reader.get("/language/en").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in cookies)


def test_a_session_ends_in_the_store_by_itself(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    indexes = provincial.database.db["sessions"].index_information()
    assert indexes["expire"]["expireAfterSeconds"] == 0
    past = {"$set": {"expires_at": datetime(2000, 1, 1, tzinfo=UTC)}}
    assert provincial.database.db["sessions"].update_many({}, past).modified_count
    assert reader.get("/directives").location == "/sign-in?to=/directives"


def test_signing_out_ends_the_session_here_and_at_the_directory(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    cookie, token = reader.cookie, reader.form_token("/directives")
    refresh_token = max(sessions(provincial), key=lambda row: row["expires_at"])["content"]["refresh_token"]
    assert reader.send("/sign-out", token).location == "/sign-in"
    assert reader.cookie is None
    again = Reader(provincial)
    again.client.set_cookie("liemchinh", str(cookie))
    assert again.get("/directives").status_code == 303
    renewal = requests.post(
        f"{directory.url}/v1/sessions/refresh", json={"refresh_token": refresh_token}, timeout=5
    )
    assert renewal.json()["code"] == "session-ended"


MONITOR, SECOND_SEAT = "thanhtra.giamsat", "Thanh tra tỉnh (chuyên viên)"


def seats(reader: Reader) -> dict[str, str]:
    """Return the positions offered on a page, each by what it is called."""
    options = re.findall(r'<option value="([^"]+)"(?: selected)?>([^<]+)</option>', reader.get("/desk").text)
    return {name: position_id for position_id, name in options}


def test_who_holds_two_positions_goes_over_from_one_to_the_other_under_a_new_session_id(
    reader: Reader, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[MONITOR])
    assert "Ủy ban nhân dân tỉnh Tây Ninh , Thanh tra tỉnh theo dõi, giám sát" in text_of(reader.get("/desk"))
    before, wanted = reader.cookie, seats(reader)[SECOND_SEAT]
    answer = reader.send("/position", reader.form_token("/desk"), position_id=wanted)
    assert answer.location == "/desk"
    assert "Thanh tra tỉnh chuyên viên" in text_of(reader.get("/desk"))
    assert reader.cookie != before
    thief = Reader(reader.portal)
    thief.client.set_cookie("liemchinh", str(before))
    assert thief.get("/desk").status_code == 303


def test_a_position_of_somebody_else_is_not_given(reader: Reader, directory: RunningDirectory) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    assert not seats(reader), "who holds one position is offered no other"
    foreign = directory.sign_ins[MONITOR]["position_id"]
    refused = reader.send("/position", reader.form_token("/desk"), position_id=foreign)
    assert refused.status_code == 403
    assert "Sở Y tế lãnh đạo" in text_of(reader.get("/desk"))


def test_while_the_directory_is_away_the_position_stays_as_it_is(
    reader: Reader, provincial: Hosted, directory: RunningDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.sign_in(directory.sign_ins[MONITOR])
    wanted, token = seats(reader)[SECOND_SEAT], reader.form_token("/desk")
    set_settings(provincial, directory, monkeypatch, DIRECTORY_URL="http://127.0.0.1:1")
    refused = reader.send("/position", token, position_id=wanted)
    assert refused.status_code == 503
    assert "Danh bạ không trả lời" in text_of(refused)
    assert "theo dõi, giám sát" in text_of(reader.get("/desk"))


def test_a_session_that_has_ended_at_the_directory_signs_in_anew_for_another_position(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[MONITOR])
    wanted, token = seats(reader)[SECOND_SEAT], reader.form_token("/desk")
    make_token_end(provincial, 600, refresh_token="revoked")
    assert reader.send("/position", token, position_id=wanted).location == "/sign-in"
    assert reader.get("/desk").status_code == 303


def set_settings(
    portal: Hosted, directory: RunningDirectory, monkeypatch: pytest.MonkeyPatch, **changed: str
) -> None:
    known = {"DIRECTORY_URL": directory.url, "MONGO_URL": portal.settings.mongo_url}
    there = portal.app.extensions["liemchinh"]
    monkeypatch.setattr(there, "settings", read_settings(portal.service, known | changed))


def make_token_end(portal: Hosted, seconds: float, **content: str) -> None:
    changed = {"content.token_ends": time.time() + seconds} | {f"content.{k}": v for k, v in content.items()}
    portal.database.db["sessions"].update_many({"content.token": {"$exists": True}}, {"$set": changed})


def test_a_token_is_renewed_before_it_ends(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    make_token_end(provincial, 60, token="worn out")
    assert reader.get("/directives").status_code == 200
    assert "worn out" not in str(sessions(provincial))


def test_a_session_that_the_directory_has_ended_leads_to_signing_in(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    make_token_end(provincial, 60, refresh_token="revoked")
    assert reader.get("/directives").status_code == 303


def test_while_the_directory_is_away_the_token_serves_until_it_ends(
    reader: Reader, provincial: Hosted, directory: RunningDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    reader.get("/directives")
    set_settings(provincial, directory, monkeypatch, DIRECTORY_URL="http://127.0.0.1:1")
    make_token_end(provincial, 60)
    assert reader.get("/directives").status_code == 200
    make_token_end(provincial, -1)
    refused = reader.get("/directives")
    assert refused.status_code == 503
    assert "Danh bạ không trả lời" in text_of(refused)
    assert int(refused.headers["Retry-After"]) >= 1


def test_who_signs_in_while_the_directory_is_away_is_told_so(
    reader: Reader, provincial: Hosted, directory: RunningDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_settings(provincial, directory, monkeypatch, DIRECTORY_URL="http://127.0.0.1:1")
    refused = reader.sign_in(directory.sign_ins[LEADER])
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Danh bạ không trả lời" in text_of(refused)
    assert "%(" not in text_of(refused)
    fields = {one["name"]: one.get("value") for one in page_of(refused).all("input")}
    assert fields["username"] == directory.sign_ins[LEADER]["username"]


def test_calls_to_the_directory_are_bounded() -> None:
    assert max(TIMEOUT_SECONDS) <= 10


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//evil", ""],
)
def test_nobody_is_led_to_another_site(reader: Reader, directory: RunningDirectory, to: str) -> None:
    assert reader.sign_in(directory.sign_ins["syt.chuyenvien"], to=to).location == "/desk"
    assert reader.get("/language/en", query_string={"to": to}).location == "/desk"


def test_a_cookie_opens_no_api_and_a_token_no_page(
    reader: Reader, provincial: Hosted, directory: RunningDirectory
) -> None:
    reader.sign_in(directory.sign_ins[LEADER])
    assert reader.get("/v1/journeys/x").status_code == 401
    token = max(sessions(provincial), key=lambda row: row["expires_at"])["content"]["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert provincial.app.test_client().get("/v1/journeys/x", headers=bearer).status_code == 404
    assert provincial.app.test_client().get("/directives", headers=bearer).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_another_site_sends_is_refused_even_with_a_token_of_ours(
    reader: Reader, provincial: Hosted, directory: RunningDirectory, site: str
) -> None:
    token = reader.form_token()
    reader.headers["Sec-Fetch-Site"] = site
    before = len(sessions(provincial))
    assert reader.sign_in(directory.sign_ins[LEADER], csrf_token=token).status_code == 400
    assert len(sessions(provincial)) == before
    reader.headers["Sec-Fetch-Site"] = "same-origin"
    assert reader.sign_in(directory.sign_ins[LEADER]).status_code == 303
