"""The rules of issuing, without any machinery: what a directive is and how it moves."""

from services.directives.issuing.domain.directive import Directive
from services.directives.issuing.domain.parts import (
    Campaign,
    Clause,
    Flag,
    Line,
    Origin,
    Recipient,
    Reference,
    Reporting,
    Signer,
    Target,
    Window,
)
from services.directives.issuing.domain.refused import Refused

__all__ = [
    "Campaign",
    "Clause",
    "Directive",
    "Flag",
    "Line",
    "Origin",
    "Recipient",
    "Reference",
    "Refused",
    "Reporting",
    "Signer",
    "Target",
    "Window",
]
