"""The public pages: awards that were made known, for everybody, without signing in; and as a feed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale

from chassis.identity import public
from chassis.runtime import runtime
from services.portal.pages.asked import PageArgs, asked
from services.portal.pages.language import SOURCE
from services.portal.recognition import published

blueprint = Blueprint("awards", __name__, template_folder="templates")
FEED = "application/atom+xml"
FRESH_SECONDS = 300


@blueprint.get("/khen-thuong")
@public
def awards() -> str:
    """List the published awards, the latest first."""
    cursor = asked(PageArgs)["cursor"]
    return render_template("awards.html", found=published.newest(cursor), further=bool(cursor))


@blueprint.get("/khen-thuong/<award_id>")
@public
def award(award_id: str) -> str:
    """Show one published award, under an address that lasts."""
    return render_template("award.html", award=published.one(award_id))


@blueprint.get("/khen-thuong.atom")
@public
def feed() -> Response:
    """Tell programs the newest awards; names and texts are Vietnamese, so the feed is (RFC 4287)."""
    items = published.newest().items
    updated = max((award["published_on"] for award in items), default=None)
    here = runtime().settings.public_url.rstrip("/")
    with force_locale(SOURCE):
        made = make_response(render_template("awards.atom.xml", items=items, updated=updated, here=here))
    made.mimetype = FEED
    made.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    made.add_etag()
    made.make_conditional(request)
    return made
