"""Who may reach which route: every route of every service stands here once (events.md §5 and §6)."""

from __future__ import annotations

from enum import Enum


class Rule(Enum):
    """What an officer of a foreign agency meets, whatever its role."""

    OPEN = "answers without a token"
    CATALOGUE = "any signed-in officer reads it, of whatever agency"
    OBJECT = "a foreign object is 404, an own one with the wrong role 403"
    LIST = "holds nothing of foreign agencies"
    PERSONAL = "its officer alone; to colleagues and leaders 404 as well"
    OWN = "writes in the name of one's own agency; the wrong role is 403"
    ROOM = "a page that holds nothing of the portal's own: what it shows, the services let this reader see"
    FORM = "the form of a page: refused without the page's token, then the services say who may"


Route = tuple[str, str, str]
DRAFTS = "/v1/directives/<directive_id>"
# Each list of awards and the argument that names one of it.
AWARDED = {
    "evidence": None,
    "criteria-sets": "criteria_set_id",
    "exemplars": "exemplar_id",
    "nominations": "nomination_id",
    "decisions": "decision_id",
    "awards": "award_id",
}
# The pages of commending, and where their forms are sent.
COMMENDING = (
    "/exemplars", "/exemplars/new", "/exemplars/<exemplar_id>", "/exemplars/<exemplar_id>/nomination",
    "/nominations", "/nominations/<nomination_id>", "/nominations/<nomination_id>/edit",
    "/decisions", "/decisions/new", "/decisions/<decision_id>",
    "/publications", "/publications/<award_id>", "/criteria-sets",
    *(f"/criteria-sets/<criteria_set_id>{page}" for page in ("", "/edit", "/publish")),
)  # fmt: skip
COMMENDED = (
    "/exemplars", "/exemplars/<exemplar_id>/verify", "/exemplars/<exemplar_id>/reject",
    "/exemplars/<exemplar_id>/nomination", "/nominations/<nomination_id>/edit",
    "/nominations/<nomination_id>/submit", "/decisions", "/decisions/<decision_id>/prepare",
    "/publications/<award_id>/publicise", "/criteria-sets", "/criteria-sets/<criteria_set_id>/edit",
    "/criteria-sets/<criteria_set_id>/publish",
)  # fmt: skip
RULES: dict[Route, Rule] = {
    **dict.fromkeys(
        [
            ("directory", "POST", "/v1/sessions"),
            ("directory", "POST", "/v1/sessions/refresh"),
            ("directory", "POST", "/v1/sessions/end"),
            ("directory", "GET", "/.well-known/jwks.json"),
            ("portal", "GET", "/"),
            ("portal", "GET", "/sign-in"),
            ("portal", "POST", "/sign-in"),
            ("portal", "POST", "/sign-out"),
            ("portal", "GET", "/language/<code>"),
            ("awards", "GET", "/v1/public/awards"),
            ("awards", "GET", "/v1/public/awards/<award_id>"),
            ("portal", "GET", "/khen-thuong"),
            ("portal", "GET", "/khen-thuong/<award_id>"),
            ("portal", "GET", "/khen-thuong.atom"),
            *(
                (service, "GET", path)
                for service in ("directory", "directives", "reports", "notifications", "awards", "portal")
                for path in ("/openapi.json", "/healthz", "/readyz")
            ),
        ],
        Rule.OPEN,
    ),
    **dict.fromkeys(
        [
            ("directory", "GET", "/v1/agencies"),
            ("directory", "GET", "/v1/agencies/<agency_id>"),
            ("directory", "GET", "/v1/groups"),
            ("directory", "GET", "/v1/groups/<group_id>"),
            ("directory", "GET", "/v1/groups/<group_id>/members"),
            ("directory", "GET", "/v1/officers"),
            ("directory", "GET", "/v1/officers/<officer_id>"),
            ("directory", "GET", "/v1/calendars/<int:year>"),
            ("reports", "GET", "/v1/templates"),
            ("reports", "GET", "/v1/periods"),
            ("reports", "GET", "/v1/periods/<period_id>"),
            ("awards", "GET", "/v1/award-forms"),
        ],
        Rule.CATALOGUE,
    ),
    **dict.fromkeys(
        [
            ("directory", "POST", "/v1/agencies"),
            ("directory", "PATCH", "/v1/agencies/<agency_id>"),
            ("directory", "POST", "/v1/groups"),
            ("directory", "PATCH", "/v1/groups/<group_id>"),
            ("directory", "POST", "/v1/officers"),
            ("directory", "PATCH", "/v1/officers/<officer_id>"),
            ("directory", "PUT", "/v1/officers/<officer_id>/account"),
            ("directory", "POST", "/v1/calendars"),
            ("directory", "PATCH", "/v1/calendars/<int:year>"),
            ("directory", "GET", "/v1/contacts"),
            ("directives", "POST", "/v1/books"),
            ("directives", "POST", "/v1/directives"),
            ("directives", "POST", "/v1/incoming"),
            ("directives", "POST", "/v1/parse"),
            ("reports", "POST", "/v1/templates"),
            *(
                ("awards", "POST", f"/v1/{kind}")
                for kind in ("criteria-sets", "exemplars", "nominations", "decisions")
            ),
        ],
        Rule.OWN,
    ),
    **dict.fromkeys(
        [
            ("directives", "GET", "/v1/books"),
            ("directives", "GET", "/v1/directives"),
            ("directives", "GET", "/v1/arrivals"),
            ("directives", "GET", "/v1/incoming"),
            ("directives", "GET", "/v1/tasks"),
            ("reports", "GET", "/v1/requirements"),
            *(("awards", "GET", f"/v1/{kind}") for kind in AWARDED),
            ("notifications", "GET", "/v1/notifications"),
            ("notifications", "GET", "/v1/reminders/plan"),
            ("notifications", "GET", "/v1/deliveries"),
            ("portal", "GET", "/directives"),
            # Its campaigns are called by documents that the portal itself knows.
            ("portal", "GET", "/criteria-sets/new"),
        ],
        Rule.LIST,
    ),
    **dict.fromkeys(
        [
            ("directives", "GET", DRAFTS),
            ("directives", "PATCH", DRAFTS),
            *(
                ("directives", "POST", f"{DRAFTS}/{step}")
                for step in ("submit", "return", "sign", "issue", "discard")
            ),
            ("directives", "GET", f"{DRAFTS}/recipients"),
            ("directives", "GET", "/v1/arrivals/<arrival_id>"),
            ("directives", "POST", "/v1/arrivals/<arrival_id>/register"),
            ("directives", "GET", "/v1/incoming/<incoming_id>"),
            ("directives", "GET", "/v1/tasks/<task_id>"),
            ("directives", "POST", "/v1/tasks/<task_id>/acknowledge"),
            ("reports", "PUT", "/v1/periods/<period_id>"),
            ("reports", "PUT", "/v1/periods/<open_period_id>/receiver"),
            ("reports", "GET", "/v1/requirements/<requirement_id>"),
            ("reports", "POST", "/v1/requirements/<requirement_id>/submission"),
            ("reports", "GET", "/v1/submissions/<submission_id>"),
            ("reports", "PATCH", "/v1/submissions/<submission_id>"),
            *(
                ("reports", "POST", f"/v1/submissions/<submission_id>/{step}")
                for step in ("submit", "return", "accept")
            ),
            ("reports", "GET", "/v1/completeness"),
            *(("awards", "GET", f"/v1/{kind}/<{one}>") for kind, one in AWARDED.items() if one),
            ("awards", "PATCH", "/v1/criteria-sets/<criteria_set_id>"),
            ("awards", "PATCH", "/v1/nominations/<nomination_id>"),
            ("awards", "POST", "/v1/criteria-sets/<criteria_set_id>/publish"),
            *(("awards", "POST", f"/v1/exemplars/<exemplar_id>/{step}") for step in ("verify", "reject")),
            ("awards", "POST", "/v1/nominations/<nomination_id>/submit"),
            ("awards", "POST", "/v1/decisions/<decision_id>/prepare"),
            ("awards", "POST", "/v1/awards/<award_id>/publicise"),
            ("notifications", "GET", "/v1/deliveries/<delivery_id>"),
            ("notifications", "POST", "/v1/deliveries/<delivery_id>/repeat"),
            ("portal", "GET", "/v1/journeys/<directive_id>"),
            ("portal", "GET", "/directives/<directive_id>"),
        ],
        Rule.OBJECT,
    ),
    **dict.fromkeys(
        [
            ("notifications", "GET", "/v1/notifications/unread"),
            ("notifications", "GET", "/v1/notifications/<notification_id>"),
            ("notifications", "POST", "/v1/notifications/<notification_id>/read"),
            ("notifications", "POST", "/v1/notifications/<notification_id>/acknowledge"),
        ],
        Rule.PERSONAL,
    ),
    **dict.fromkeys([("portal", "GET", "/menu"), ("portal", "GET", "/desk")], Rule.ROOM),
    **dict.fromkeys([("portal", "POST", "/position")], Rule.FORM),
    **dict.fromkeys(
        [
            ("portal", "GET", "/arrivals"),
            ("portal", "GET", "/arrivals/<arrival_id>"),
            ("portal", "GET", "/directives/<directive_id>/arrival"),
            ("portal", "GET", "/tasks"),
            ("portal", "GET", "/tasks/<task_id>"),
            ("portal", "GET", "/notices"),
            ("portal", "GET", "/notices/<notification_id>"),
            ("portal", "GET", "/outgoing"),
            ("portal", "GET", "/outgoing/books"),
            ("portal", "GET", "/outgoing/new"),
            ("portal", "GET", "/outgoing/new/draft"),
            *(
                ("portal", "GET", f"/outgoing/<directive_id>{page}")
                for page in ("", "/edit", "/recipients", "/discard")
            ),
            *(("portal", "GET", path) for path in COMMENDING),
            ("portal", "GET", "/requirements"),
            ("portal", "GET", "/requirements/<requirement_id>"),
            ("portal", "GET", "/submissions/<submission_id>"),
            ("portal", "GET", "/periods"),
            ("portal", "GET", "/periods/<period_id>"),
        ],
        Rule.ROOM,
    ),
    **dict.fromkeys(
        [
            ("portal", "POST", "/arrivals/<arrival_id>/register"),
            ("portal", "POST", "/tasks/<task_id>/acknowledge"),
            ("portal", "POST", "/notices/<notification_id>/read"),
            ("portal", "POST", "/notices/<notification_id>/acknowledge"),
            ("portal", "POST", "/outgoing/books"),
            ("portal", "POST", "/outgoing/new"),
            ("portal", "POST", "/outgoing/new/draft"),
            *(
                ("portal", "POST", f"/outgoing/<directive_id>/{step}")
                for step in ("edit", "submit", "return", "sign", "issue", "discard")
            ),
            *(("portal", "POST", path) for path in COMMENDED),
            ("portal", "POST", "/requirements/<requirement_id>/begin"),
            *(
                ("portal", "POST", f"/submissions/<submission_id>/{step}")
                for step in ("draft", "submit", "return", "accept")
            ),
            *(("portal", "POST", f"/periods/<period_id>/{step}") for step in ("due", "receiver")),
        ],
        Rule.FORM,
    ),
}


def under(*rules: Rule) -> list[Route]:
    """Return the routes under these rules."""
    return [route for route, rule in RULES.items() if rule in rules]
