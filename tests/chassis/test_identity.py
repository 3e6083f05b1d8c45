"""Who is let in: tokens by the issuer's keys, rights by the position in the service's own store."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.app import create_app
from chassis.context import BUSINESS_ZONE, Actor
from chassis.errors import Refusal
from chassis.identity import position_on, scope_of
from chassis.tokens import TokenKeys, verify
from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted, Issuer

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(BUSINESS_ZONE).date()


@pytest.fixture
def notes(hosted: Callable[..., Hosted]) -> Hosted:
    return hosted(NOTES)


@pytest.fixture
def own_issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.close()


def status(notes: Hosted, token: str) -> tuple[int, str | None]:
    answer = notes.get("/v1/notes", {"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json.get("code")


def signed_in(notes: Hosted) -> str:
    notes.as_officer("agency-a", officer_id="an")
    return "an:position"


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_a_good_token_is_let_in(notes: Hosted) -> None:
    position = signed_in(notes)
    assert status(notes, notes.issuer.token("an", position)) == (200, None)
    assert status(notes, notes.issuer.token("an", position, typ="AT+JWT")) == (200, None)


WRONG: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "another"},
    "several other audiences": {"aud": ["another", "third"]},
    "another issuer": {"iss": "another"},
    "another type": {"typ": "JWT"},
    "no type": {"typ": None},
    "expired": {"exp": NOW - timedelta(minutes=2)},
    "never expiring": {"exp": None},
    "no time of issue": {"iat": None},
    "not valid yet": {"nbf": NOW + timedelta(minutes=5)},
    "issued tomorrow": {"iat": NOW + timedelta(days=1)},
    "no audience": {"aud": None},
    "no issuer": {"iss": None},
    "no officer": {"sub": None},
    "no position": {"pos": None},
    "unknown key id": {"kid": "nobody"},
    "no key id": {"kid": None},
    "another key": {"key": Ed25519PrivateKey.generate()},
    "a key of another kind": {"key": generate_private_key(SECP256R1()), "alg": "ES256"},
    "unsigned": {"key": None, "alg": "none"},
    "a password": {"key": b"x" * 32, "alg": "HS256"},
}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_a_token_with_anything_wrong_is_refused(notes: Hosted, wrong: str) -> None:
    token = notes.issuer.token("an", signed_in(notes), **WRONG[wrong])
    assert status(notes, token) == (401, "unauthenticated")


def test_a_token_signed_with_the_public_key_as_a_password_is_refused(notes: Hosted) -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    key = public_pem(notes.issuer.keys[notes.issuer.kid])
    good = jwt.decode(notes.issuer.token("an", signed_in(notes)), options={"verify_signature": False})
    text = f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': notes.issuer.kid})}.{part(good)}"
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(text.encode(), key)
    token = f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert status(notes, token) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "Bearer " + "a" * 3000]
)
def test_a_header_without_a_token_is_refused(notes: Hosted, header: str) -> None:
    assert notes.get("/v1/notes", {"Authorization": header}).status_code == 401


def test_a_key_added_by_rotation_is_fetched_and_the_old_one_still_counts(own_issuer: Issuer) -> None:
    keys = TokenKeys(own_issuer.url, cooldown=0)
    old = own_issuer.token("an", "p")
    assert verify(old, keys)["sub"] == "an"
    own_issuer.rotate("key-2")
    assert verify(own_issuer.token("an", "p"), keys)["sub"] == "an"
    assert verify(old, keys)["sub"] == "an"


def test_a_withdrawn_key_is_forgotten_with_the_next_fetch(own_issuer: Issuer) -> None:
    keys = TokenKeys(own_issuer.url, cooldown=0)
    old = own_issuer.token("an", "p")
    verify(old, keys)
    own_issuer.rotate("key-2")
    del own_issuer.keys["key-1"]
    verify(own_issuer.token("an", "p"), keys)
    with pytest.raises(Refusal) as refused:
        verify(old, keys)
    assert refused.value.code == "unauthenticated"


def test_unknown_keys_do_not_hammer_the_issuer(own_issuer: Issuer) -> None:
    keys = TokenKeys(own_issuer.url)
    verify(own_issuer.token("an", "p"), keys)
    for number in range(20):
        with pytest.raises(Refusal):
            verify(own_issuer.token("an", "p", kid=f"nobody-{number}"), keys)
    assert own_issuer.fetches == 1


def test_the_last_good_keys_serve_while_the_issuer_is_down(own_issuer: Issuer) -> None:
    keys = TokenKeys(own_issuer.url, lifespan=0.001, cooldown=0)
    token = own_issuer.token("an", "p")
    verify(token, keys)
    own_issuer.server.shutdown()
    own_issuer.server.server_close()
    for _ in range(3):
        assert verify(token, keys)["sub"] == "an"


def test_without_any_key_the_service_is_unavailable_and_not_the_officer_unknown(own_issuer: Issuer) -> None:
    keys = TokenKeys("http://127.0.0.1:9")
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            verify(own_issuer.token("an", "p"), keys)
        assert refused.value.code == "unavailable"


def test_keys_come_over_http_only() -> None:
    with pytest.raises(jwt.PyJWKClientError):
        TokenKeys("file:///etc")


def officer(**changes: Any) -> dict[str, Any]:
    position = {
        "position_id": "p",
        "agency_id": "agency-a",
        "unit_id": None,
        "roles": [],
        "permissions": [],
        "valid_from": "2024-01-01",
        "valid_to": None,
    }
    return {"_id": "an", "ver": 2, "active": changes.pop("active", True), "positions": [position | changes]}


def test_a_position_counts_from_its_first_to_its_last_day() -> None:
    known = officer(valid_from=TODAY.isoformat(), valid_to=TODAY.isoformat())
    found = [position_on(known, "p", TODAY + timedelta(days=days)) is not None for days in (-1, 0, 1)]
    assert found == [False, True, False]


ENDED: dict[str, dict[str, Any]] = {
    "ended yesterday": {"valid_to": (TODAY - timedelta(days=1)).isoformat()},
    "begins tomorrow": {"valid_from": (TODAY + timedelta(days=1)).isoformat()},
    "dismissed": {"active": False},
    "moved": {"position_id": "another"},
}


@pytest.mark.parametrize("ended", list(ENDED))
def test_who_holds_the_position_no_more_is_refused_at_once(notes: Hosted, ended: str) -> None:
    token = notes.issuer.token("an", "p")
    officers = notes.database.db["officers"]
    officers.replace_one({"_id": "an"}, officer(), upsert=True)
    assert status(notes, token) == (200, None)
    officers.replace_one({"_id": "an"}, officer(**ENDED[ended]))
    assert status(notes, token) == (403, "forbidden")


def test_an_officer_the_store_does_not_know_is_refused(notes: Hosted) -> None:
    assert status(notes, notes.issuer.token("nobody", "p")) == (403, "forbidden")


def test_rights_come_from_the_store_and_not_from_the_token(notes: Hosted) -> None:
    notes.as_officer("agency-a", officer_id="an", roles=["officer"])
    token = notes.issuer.token("an", "an:position", roles=["leader"], role="leader")
    answer = notes.post("/v1/notes", {"title": "x"}, {"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def test_a_store_that_has_not_caught_up_is_not_ready_rather_than_forbidding(notes: Hosted) -> None:
    notes.database.db["bootstrap"].delete_many({"caught_up_at": {"$exists": True}})
    client = create_app(NOTES, notes.settings, notes.database).test_client()
    headers = notes.as_officer("agency-a")
    answer = client.get("/v1/notes", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "not-ready")
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/readyz").json["checks"]["caught_up"] is False
    notes.catch_up()
    assert client.get("/v1/notes", headers=headers).status_code == 200


def test_a_public_route_knows_a_good_token_and_ignores_a_bad_one(notes: Hosted) -> None:
    headers = notes.as_officer("agency-a", officer_id="an")
    assert notes.get("/v1/notes/whoami", headers).json["id"] == "an"
    assert notes.get("/v1/notes/whoami", {"Authorization": "Bearer x"}).json["id"] == "anonymous"
    assert notes.get("/v1/notes/whoami").json["role"] == "anonymous"


def test_a_service_may_read_its_token_elsewhere(notes: Hosted) -> None:
    service = replace(NOTES, token_of=lambda request: request.cookies.get("session"))
    client = create_app(service, notes.settings, notes.database).test_client()
    client.set_cookie("session", notes.issuer.token("an", signed_in(notes)))
    assert client.get("/v1/notes").status_code == 200


def test_a_leader_sees_the_subtree_and_a_clerk_does_not() -> None:
    leader = scope_of(Actor("an", "agency-a", unit_id="unit-a", roles=frozenset({"leader"})))
    clerk = scope_of(Actor("an", "agency-a", roles=frozenset({"clerk"})))
    assert leader.agency_ids == leader.subtree_ids == {"agency-a", "unit-a"}
    assert (clerk.agency_ids, clerk.subtree_ids) == ({"agency-a"}, frozenset())
