"""The files beside the pages: served under names with their fingerprint, so that browsers keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
# Checksums and licences lie beside the files and are served to nobody.
KINDS = frozenset({".css", ".js", ".svg"})


def addresses() -> dict[str, str]:
    """Return the address of each file by its plain name."""
    return {name: f"{PREFIX}{file.stem}.{_fingerprint(file)}{file.suffix}" for name, file in _files().items()}


def _files() -> dict[str, Path]:
    return {file.name: file for file in FOLDER.rglob("*") if file.suffix in KINDS}


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def register(app: Flask) -> None:
    """Serve the files and give templates `asset(name)`."""
    known, files = addresses(), _files()
    served = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=_protect,
        immutable_file_test=lambda path, url: True,
    )
    for name, address in known.items():
        served.add_file_to_dictionary(address, str(files[name]))
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = known.__getitem__


def _protect(headers: Headers, path: str, url: str) -> None:
    # These answers do not pass through the app, which would have added the same.
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
