"""The books as stored; the counter of each is written first in the transaction that takes a number."""

from __future__ import annotations

from typing import Any

from pymongo import DESCENDING, IndexModel, ReturnDocument

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.errors import Refusal
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.books.domain import Book, book_id

INDEXES: dict[str, list[IndexModel]] = {
    "books": [
        IndexModel([("agency_id", 1), ("_id", DESCENDING)], name="of_agency"),
        IndexModel([("agency_id", 1), ("year", 1), ("_id", DESCENDING)], name="of_year"),
    ]
}


def next_number(tx: Tx, agency_id: str, book: str, year: int) -> int:
    """Take the next number of a book; raises Refusal `book-not-open`.

    Must be the first write of the transaction: a refusal afterwards gives the number back with everything
    else, and writers of one book wait for one another as shortly as can be.
    """
    counted = tx.db["books"].find_one_and_update(
        {"_id": book_id(agency_id, book, year)},
        {"$inc": {"last_number": 1, "version": 1}},
        return_document=ReturnDocument.AFTER,
        session=tx.session,
    )
    if counted is None:
        raise Refusal("book-not-open", "/book", book=book, year=year)
    return int(counted["last_number"])


def of_year(tx: Tx, agency_id: str, year: int) -> list[Book]:
    """Return all books of an agency in a year."""
    wanted: dict[str, Any] = {"agency_id": {"$eq": agency_id}, "year": {"$eq": year}}
    return [aggregate_of(Book, found) for found in tx.db["books"].find(wanted, session=tx.session)]


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the books of the actor's agency."""
    wanted: dict[str, Any] = {"agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    if asked.get("year") is not None:
        wanted["year"] = asked["year"]
    found = page(tx, "books", wanted, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Book, document))


def add(tx: Tx, book: Book) -> None:
    """Keep a newly opened book."""
    tx.insert("books", document_of(book))
