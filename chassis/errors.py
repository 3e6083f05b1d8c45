"""Refusals and their words: every code the chassis answers with, its status and its two sentences.

Imports the standard library only, so that stores and use cases may raise a refusal anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Refusal(Exception):  # noqa: N818 - the business word
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


PROBLEMS: dict[str, Problem] = {
    "unauthenticated": Problem(
        401,
        "Cần đăng nhập: phiên đăng nhập thiếu, sai hoặc đã hết hạn.",
        "Sign in: the token is missing, wrong or expired.",
    ),
    "forbidden": Problem(
        403, "Vị trí công tác của bạn không được phép làm việc này.", "Your position does not permit this."
    ),
    "not-found": Problem(404, "Không tìm thấy.", "There is no such thing here."),
    "method-not-allowed": Problem(
        405, "Địa chỉ này không nhận phương thức {method}.", "This address does not take the method {method}."
    ),
    "idempotency-key-missing": Problem(
        400,
        "Thiếu đầu mục Idempotency-Key (1 đến 255 ký tự in được).",
        "The header Idempotency-Key is missing (1 to 255 printable characters).",
    ),
    "idempotency-key-reused": Problem(
        422,
        "Idempotency-Key này đã dùng cho một nội dung khác.",
        "This Idempotency-Key was already used with another body.",
    ),
    "precondition-required": Problem(
        428,
        "Thiếu đầu mục If-Match với phiên bản bạn đã đọc.",
        "The header If-Match with the version you have read is missing.",
    ),
    "version-mismatch": Problem(
        412,
        "Đã có người thay đổi sau khi bạn đọc; hãy đọc lại rồi làm lại.",
        "It was changed after you read it; read it again and repeat.",
    ),
    "invalid-request": Problem(400, "Yêu cầu không đọc được.", "The request cannot be read."),
    "invalid-json": Problem(
        400, "Nội dung không phải là JSON hợp lệ (UTF-8).", "The body is not valid JSON (UTF-8)."
    ),
    "invalid-input": Problem(
        422,
        "Dữ liệu chưa hợp lệ; xem từng trường trong errors.",
        "The input is not valid; errors names each field.",
    ),
    "unknown-field": Problem(422, "Không có trường {pointer}.", "There is no field {pointer}."),
    "required": Problem(422, "Thiếu trường {pointer}.", "The field {pointer} is required."),
    "invalid-value": Problem(
        422, "Giá trị của trường {pointer} không hợp lệ.", "The value of {pointer} is not valid."
    ),
    "unknown-reference": Problem(
        422,
        "Trường {pointer} dẫn đến một mục không có.",
        "{pointer} refers to something that does not exist.",
    ),
    "backdating-not-permitted": Problem(
        403,
        "Trường {pointer} khác ngày hôm nay mà vị trí của bạn không có quyền ghi lùi ngày.",
        "{pointer} is not today and your position may not record another day.",
    ),
    "invalid-state": Problem(
        409, "Việc này không làm được ở trạng thái hiện tại.", "This cannot be done in the present state."
    ),
    "number-taken": Problem(409, "Số {number} đã được dùng.", "The number {number} is already used."),
    "too-large": Problem(413, "Nội dung lớn hơn 1 MiB.", "The body is larger than 1 MiB."),
    "unsupported-media-type": Problem(
        415, "Nội dung phải là application/json.", "The body must be application/json."
    ),
    "unavailable": Problem(
        503,
        "Kho dữ liệu tạm thời không trả lời; chưa có gì được ghi, hãy làm lại sau.",
        "The store does not answer at present; nothing was recorded, try again later.",
    ),
    "not-ready": Problem(
        503,
        "Dịch vụ đang nạp dữ liệu cơ quan và cán bộ; hãy thử lại sau.",
        "The service is still loading agencies and officers; try again later.",
    ),
    "busy": Problem(
        503, "Đang có quá nhiều yêu cầu; hãy thử lại sau.", "Too many requests at once; try again later."
    ),
    "internal": Problem(
        500,
        "Có lỗi bên trong; hãy báo mã trace_id cho quản trị viên.",
        "Something failed inside; report the trace_id.",
    ),
}

# Seconds a client should wait after a 503 of this code.
RETRY_AFTER: Mapping[str, int] = {"unavailable": 5, "not-ready": 5, "busy": 2}
