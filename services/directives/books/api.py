"""The routes of books."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from chassis.context import Context
from chassis.identity import requires
from chassis.requests import Page, command, query
from chassis.transaction import Tx
from services.directives.books import schemas, store, usecases
from services.directives.books.domain import Book

blueprint = Blueprint("books", __name__, url_prefix="/v1/books", description="Registers and their numbers")


@blueprint.route("", methods=["POST"])
@requires("clerk")
@command(schemas.OpenBook, schemas.BookView, status=201)
def open_book(tx: Tx, ctx: Context, body: dict[str, Any]) -> Book:
    """Open a book once per agency and year."""
    return usecases.open_book(tx, ctx, body)


@blueprint.route("", methods=["GET"])
@requires()
@query(schemas.BookView, args=schemas.BookArgs, page=True)
def list_books(tx: Tx, ctx: Context, args: dict[str, Any]) -> Page:
    """List the books of one's agency and the last number each has given."""
    return store.listed(tx, ctx, args)
