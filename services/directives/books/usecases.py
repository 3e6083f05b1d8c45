"""Opening a book."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from chassis.errors import Refusal
from chassis.transaction import Tx
from services.directives.books import store
from services.directives.books.domain import Book, book_id


def open_book(tx: Tx, ctx: Context, body: dict[str, Any]) -> Book:
    """Open a book of the clerk's agency once, with the last number used on paper."""
    agency_id, code, year = ctx.actor.agency_id, body["code"], body["year"]
    for other in store.of_year(tx, agency_id, year):
        if other.code == code:
            raise Refusal("book-already-open", "/book", book=code, year=year)
        _refuse_shared_type(body["document_types"], other)
    book = Book(
        id=book_id(agency_id, code, year),
        version=1,
        agency_id=agency_id,
        code=code,
        year=year,
        document_types=tuple(body["document_types"]),
        last_number=body["last_number"],
        opened_by=ctx.actor.officer_id,
        opened_on=ctx.today,
        created_at=ctx.now,
        created_by=ctx.actor.officer_id,
    )
    store.add(tx, book)
    tx.audit(ctx, kind="book", object_id=book.id, action="open", version=1, fields=sorted(body))
    return book


def _refuse_shared_type(types: list[str], other: Book) -> None:
    for i, document_type in enumerate(types):
        if document_type in other.document_types:
            raise Refusal("type-in-another-book", f"/document_types/{i}", type=document_type, book=other.code)
