"""Citing: which campaign is meant, and whether what is cited was accepted."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.errors import Refusal
from chassis.transaction import Tx
from services.awards.catalogue.domain import Law
from services.awards.domain import Refused
from services.awards.evidence import store
from services.awards.evidence.domain import Campaign


def known_campaign(tx: Tx, campaign_id: str) -> Campaign:
    """Return a campaign; raises Refusal `unknown-reference` when nothing known launched it."""
    campaign = store.campaign(tx, campaign_id)
    if campaign is None:
        raise Refusal("unknown-reference", "/campaign_id")
    return campaign


def refuse_unaccepted(tx: Tx, of: tuple[str, str], cited: Sequence[str], law: Law) -> None:
    """Refuse evidence that is no accepted report `of` (agency, campaign): absent and foreign read alike."""
    known = store.accepted(tx, *of, cited)
    for i, submission_id in enumerate(cited):
        if submission_id not in known:
            raise Refused("evidence-not-accepted", f"/evidence/{i}", source=law.source("evidence"))
