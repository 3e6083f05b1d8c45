"""The pages' scripts of others: committed with their checksums, so that nobody needs npm."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "services" / "portal" / "pages" / "static" / "vendor"
SUMS = FOLDER / "SHA256SUMS"
# The package and its exact version; what is taken of it, and the name under which it lies here.
PACKAGES = {"htmx.org@4.0.1": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"}}


def refresh() -> list[str]:
    """Take every package anew and write the checksums; return the names of the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for package, wanted in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            _take(package, wanted, Path(folder))
    names = sorted(name for wanted in PACKAGES.values() for name in wanted.values())
    SUMS.write_text("".join(f"{digest_of(name)}  {name}\n" for name in names), encoding="utf-8")
    return names


def _take(package: str, wanted: dict[str, str], folder: Path) -> None:
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    [packed] = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    for path, name in wanted.items():
        shutil.copyfile(folder / "package" / path, FOLDER / name)


def digest_of(name: str) -> str:
    """Return the SHA-256 of a file as it lies here."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def recorded() -> dict[str, str]:
    """Return the SHA-256 of each file as it was when it was taken."""
    rows = (line.split() for line in SUMS.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in rows}
