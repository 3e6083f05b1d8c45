"""Refusals and their words: every code the chassis answers with, its status and its two sentences.

Imports the standard library only, so that stores and use cases may raise a refusal anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """A request that a rule forbids.

    `code` is a key of PROBLEMS or of `Service.problems`; `pointer` names the field at fault as a
    JSON pointer ("/signed_on"); `facts` fill the sentence.
    """

    def __init__(self, code: str, pointer: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer
        self.facts = facts


@dataclass(frozen=True)
class Problem:
    """What a code says to a client: a status and one sentence in each language."""

    status: int
    vi: str
    en: str

    def sentence(self, language: str, facts: Mapping[str, Any]) -> str:
        """Return the sentence in `language` ("en", else Vietnamese); a fact that is absent reads as "…"."""
        return (self.en if language == "en" else self.vi).format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


# The first code of a status is also what a plain HTTP error of that status reads as.
PROBLEMS: dict[str, Problem] = {
    "unauthenticated": Problem(401, "Cần đăng nhập lại.", "Sign in: the token is missing, wrong or expired."),
    "forbidden": Problem(403, "Vị trí của bạn không được làm việc này.", "Your position may not do this."),
    "not-found": Problem(404, "Không tìm thấy.", "There is no such thing here."),
    "method-not-allowed": Problem(405, "Không nhận phương thức {method}.", "{method} is not taken here."),
    "invalid-request": Problem(400, "Yêu cầu không đọc được.", "The request cannot be read."),
    "idempotency-key-missing": Problem(
        400,
        "Thiếu Idempotency-Key (1–255 ký tự ASCII).",
        "Idempotency-Key (1–255 ASCII characters) is missing.",
    ),
    "invalid-input": Problem(422, "Dữ liệu chưa hợp lệ; xem errors.", "The input is not valid; see errors."),
    "idempotency-key-reused": Problem(
        422, "Idempotency-Key đã dùng cho nội dung khác.", "This Idempotency-Key was used with another body."
    ),
    "precondition-required": Problem(
        428, "Thiếu If-Match.", "If-Match with the version you read is missing."
    ),
    "version-mismatch": Problem(
        412, "Đã có thay đổi sau khi bạn đọc; hãy đọc lại.", "It was changed after you read it; read again."
    ),
    "invalid-json": Problem(400, "Nội dung không phải là JSON hợp lệ.", "The body is not valid JSON."),
    "unknown-field": Problem(422, "Không có trường {pointer}.", "There is no field {pointer}."),
    "required": Problem(422, "Thiếu trường {pointer}.", "The field {pointer} is required."),
    "invalid-value": Problem(
        422, "Giá trị của {pointer} không hợp lệ.", "The value of {pointer} is not valid."
    ),
    "unknown-reference": Problem(
        422, "Trường {pointer} dẫn đến một mục không có.", "{pointer} refers to something that is not there."
    ),
    "backdating-not-permitted": Problem(
        403,
        "{pointer} không phải hôm nay; bạn không có quyền.",
        "{pointer} is not today; you may not do that.",
    ),
    "invalid-state": Problem(
        409, "Trạng thái hiện tại không cho phép.", "The present state does not permit it."
    ),
    "number-taken": Problem(409, "Số {number} đã được dùng.", "The number {number} is already used."),
    "too-large": Problem(413, "Nội dung lớn hơn 1 MiB.", "The body is larger than 1 MiB."),
    "unsupported-media-type": Problem(415, "Chỉ nhận application/json.", "Only application/json is taken."),
    "unavailable": Problem(
        503, "Tạm thời không ghi được gì; hãy làm lại sau.", "Nothing was done; try again."
    ),
    "not-ready": Problem(503, "Đang nạp dữ liệu cơ quan và cán bộ.", "Still loading agencies and officers."),
    "busy": Problem(503, "Đang có quá nhiều yêu cầu; hãy thử lại.", "Too many requests at once; try again."),
    "internal": Problem(500, "Có lỗi bên trong; hãy báo trace_id.", "Something failed; report the trace_id."),
}

# Seconds a client should wait after a 503 of this code.
RETRY_AFTER: Mapping[str, int] = {"unavailable": 5, "not-ready": 5, "busy": 2}
