"""Requests and answers of arrivals."""

from __future__ import annotations

from marshmallow import fields

from chassis.requests import ListArgs, Schema
from services.directives.dispatch.domain import CODES
from services.directives.issuing import schemas as issuing


class ArrivalView(Schema):
    """A directive as it lies with one recipient."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    directive_id = fields.String(required=True)
    issuer_id = fields.String(required=True)
    agency_id = fields.String(required=True)
    purpose = issuing.code(issuing.PURPOSES, required=True)
    binding = fields.String(required=True, allow_none=True)
    status = issuing.code(tuple(CODES), required=True)
    code = fields.String(required=True)
    symbol = fields.String(required=True)
    type = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    issued_on = fields.Date(required=True)
    campaign_id = fields.String(required=True, allow_none=True)
    arrived_at = fields.AwareDateTime(required=True, format="iso")


class ArrivalArgs(ListArgs):
    """Filters of the list: which directive, at whom, taken in or not."""

    directive_id = issuing.record_id(load_default=None)
    agency_id = issuing.record_id(load_default=None)
    status = issuing.code(tuple(CODES), load_default=None)
    purpose = issuing.code(issuing.PURPOSES, load_default=None)
