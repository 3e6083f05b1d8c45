"""The rules of issuing, without any machinery: what a directive is and how it moves."""

from services.directives.issuing.domain.audience import (
    Agency,
    Rule,
    Tree,
    expand,
    in_chunks,
    with_bindings,
    with_purposes,
)
from services.directives.issuing.domain.checks import refuse_broken_clauses
from services.directives.issuing.domain.commissioned import Addressee, Commission, Manner, notation_like
from services.directives.issuing.domain.directive import (
    STATUSES,
    Audience,
    Directive,
    Discarding,
    Issuing,
    Signing,
)
from services.directives.issuing.domain.events import (
    DirectiveDispatched,
    DirectiveDraftDiscarded,
    DirectiveIssued,
)
from services.directives.issuing.domain.parts import (
    Campaign,
    Clause,
    Flag,
    Line,
    Origin,
    Recipient,
    Reference,
    Reporting,
    Returned,
    Signer,
    Target,
    Window,
)
from services.directives.issuing.domain.refused import Refused
from services.directives.issuing.domain.symbols import TYPES, check_notation, symbol_of

__all__ = [
    "STATUSES",
    "TYPES",
    "Addressee",
    "Agency",
    "Audience",
    "Campaign",
    "Clause",
    "Commission",
    "Directive",
    "DirectiveDispatched",
    "DirectiveDraftDiscarded",
    "DirectiveIssued",
    "Discarding",
    "Flag",
    "Issuing",
    "Line",
    "Manner",
    "Origin",
    "Recipient",
    "Reference",
    "Refused",
    "Reporting",
    "Returned",
    "Rule",
    "Signer",
    "Signing",
    "Target",
    "Tree",
    "Window",
    "check_notation",
    "expand",
    "in_chunks",
    "notation_like",
    "refuse_broken_clauses",
    "symbol_of",
    "with_bindings",
    "with_purposes",
]
