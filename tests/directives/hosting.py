"""The service hosted with a small province and its officers, for the tests of every route."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from chassis.text import fold
from tests.fixtures.events import deliver, published
from tests.fixtures.web import Hosted

Headers = dict[str, str]
BACKDATED = ("record:backdated",)
MARCH_1 = "2024-03-01"
PLAN: dict[str, Any] = {
    "type": "Kế hoạch",
    "book": "plans",
    "notation": "KH-UBND",
    "place": "Tây Ninh",
    "subject": "Phát động phong trào thi đua năm 2024",
    "signer": {"position": None, "name": "Nguyễn Văn Mẫu", "authority": None},
    "clauses": [
        {
            "number": "IV.2.a",
            "text": "Triển khai Kế hoạch",
            "effect": "task",
            "kind": "standing",
            "wording": "request",
        },
        {"number": "IV.2.d", "text": "Báo cáo kết quả", "effect": "report"},
    ],
    "copy_to": [{"line": "Các Sở, ban, ngành tỉnh"}],
}


@dataclass
class Province:
    """UBND tỉnh, two departments, a district, a health centre and other bodies, with their officers."""

    hosted: Hosted
    ids: dict[str, str] = field(default_factory=dict)
    officers: dict[str, Headers] = field(default_factory=dict)
    books: set[tuple[str, str]] = field(default_factory=set)

    def agency(self, key: str, name: str, kind: str, parent: str | None = None, **fields: Any) -> None:
        above = self.ids[parent] if parent else None
        self.ids[key] = self.hosted.agency(name, kind, above, id=key, **fields)

    def group(self, key: str, name: str, **fields: Any) -> None:
        names = [name, *fields.pop("aliases", [])]
        rule = {"include": [], "exclude": [], **fields}
        kept = {
            "code": key,
            "name": name,
            "aliases": names[1:],
            "rule": rule,
            "folded_names": [*map(fold, names)],
        }
        self.hosted.database.db["groups"].replace_one(
            {"_id": key}, {"_id": key, "ver": 1, **kept}, upsert=True
        )

    def officer(self, agency: str, role: str, **options: Any) -> Headers:
        """Return the headers of the agency's officer in a role, made at first need."""
        key = f"{agency}.{role}"
        if key not in self.officers:
            options = {"permissions": BACKDATED, "officer_id": key, **options}
            self.officers[key] = self.hosted.as_officer(self.ids[agency], (role,), **options)
        return self.officers[key]

    def open_book(self, agency: str, code: str = "plans", **changes: Any) -> None:
        body = {"book": code, "year": 2024, "document_types": ["Kế hoạch"], "last_number": 576, **changes}
        answer = self.hosted.post("/v1/books", body, self.officer(agency, "clerk"))
        assert answer.status_code == 201, answer.json
        self.books.add((agency, code))

    def draft(self, agency: str = "ubnd", **changes: Any) -> dict[str, Any]:
        """Draft a plan of an agency; return it."""
        answer = self.hosted.post("/v1/directives", PLAN | changes, self.officer(agency, "officer"))
        assert answer.status_code == 201, answer.json
        return answer.json

    def step(
        self, found: dict[str, Any], step: str, role: str, json: Any = None, **options: Any
    ) -> TestResponse:
        """Take a step with a directive as an officer of its agency; return the answer."""
        path = f"/v1/directives/{found['id']}/{step}"
        options = {"if_match": found["version"], **options}
        return self.hosted.post(path, json or {}, self.officer(found["agency_id"], role), **options)

    def signed(self, agency: str = "ubnd", **changes: Any) -> dict[str, Any]:
        """Draft, submit and sign a plan on 1 March 2024; return it."""
        found = self.draft(agency, **changes)
        for step, role, body in (("submit", "officer", {}), ("sign", "leader", {"signed_on": MARCH_1})):
            answer = self.step(found, step, role, body)
            assert answer.status_code == 200, answer.json
            found = answer.json
        return found

    def issued(self, agency: str = "ubnd", **changes: Any) -> dict[str, Any]:
        """Issue a plan on 1 March 2024, from a book opened at first need; return it."""
        if (agency, "plans") not in self.books:
            self.open_book(agency)
        answer = self.step(self.signed(agency, **changes), "issue", "clerk", {"issued_on": MARCH_1})
        assert answer.status_code == 200, answer.json
        return answer.json

    def arrive(self) -> None:
        """Apply every dispatched chunk, as the consumer does."""
        deliver(self.hosted, self.hosted.service, *published(self.hosted, "directive-dispatched.v1"))

    def arrived(self, agency: str, **changes: Any) -> dict[str, Any]:
        """Issue a plan of UBND tỉnh on 1 March 2024; return it as it lies with an agency."""
        issued = self.issued(**changes)
        self.arrive()
        path = f"/v1/arrivals/{issued['id']}:{self.ids[agency]}"
        answer = self.hosted.get(path, self.officer(agency, "clerk"))
        assert answer.status_code == 200, answer.json
        return answer.json

    def register(self, arrival: dict[str, Any], **options: Any) -> TestResponse:
        """Register an arrival as the clerk of its agency, on 4 March 2024 unless `arrived_on` is given."""
        officer = options.pop("officer", None) or self.officer(arrival["agency_id"], "clerk")
        sent = {"if_match": arrival["version"], "key": options.pop("key", "register")}
        body = {"arrived_on": "2024-03-04", **options}
        return self.hosted.post(f"/v1/arrivals/{arrival['id']}/register", body, officer, **sent)


def province(hosted: Hosted) -> Province:
    """Return the province on a database emptied for the test."""
    made = Province(hosted)
    made.agency("ubnd", "Ủy ban nhân dân tỉnh Mẫu", "executive")
    made.agency("syt", "Sở Y tế", "department", "ubnd")
    made.agency("snv", "Sở Nội vụ", "department", "ubnd")
    made.agency("tdkt", "Ban Thi đua - Khen thưởng", "unit", "snv", aliases=["Ban TĐKT tỉnh"])
    made.agency("district", "Ủy ban nhân dân huyện Mẫu", "executive", "ubnd")
    made.agency("centre", "Trung tâm Y tế huyện Mẫu", "public-service-unit", "syt")
    made.agency("room", "Phòng Nghiệp vụ Y", "unit", "syt")
    made.agency(
        "front", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "socio-political", aliases=["UBMTTQVN tỉnh"]
    )
    made.agency("press", "Báo Mẫu", "press")
    made.agency("cuc3", "Cục III", "central", aliases=["Cục III, IV TTCP"])
    made.agency("cuc4", "Cục IV", "central", aliases=["Cục III, IV TTCP"])
    made.group("departments", "Các Sở, ban, ngành tỉnh", kind="department", parent_id="ubnd")
    made.group("districts", "UBND các huyện, tx, tp", kind="executive", parent_id="ubnd")
    made.group("rooms", "Các phòng chuyên môn thuộc Sở", kind="unit", parent_id="syt")
    made.group("rooms-interior", "Các phòng chuyên môn thuộc Sở", kind="unit", parent_id="snv")
    return made
