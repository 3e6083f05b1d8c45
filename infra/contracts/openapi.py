"""OpenAPI 3.1 of a service, as its own app tells it; building the app opens no connection."""

from __future__ import annotations

import json
from pathlib import Path

from chassis.app import create_app
from chassis.service import Service
from chassis.settings import read_settings
from infra.contracts.catalogue import ROOT


def file_of(service: Service) -> Path:
    """Return where the document of a service is kept."""
    return ROOT / "contracts" / "http" / f"{service.name}.openapi.json"


def document(service: Service) -> str:
    """Return the document a running service answers with on /openapi.json."""
    app = create_app(service, read_settings(service, {}))
    (api,) = app.extensions["flask-smorest"]["apis"].values()
    return json.dumps(api["ext_obj"].spec.to_dict(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
