"""Scripts of others, for pages and their tests: committed with checksums, so that nobody needs npm."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "services" / "portal" / "pages" / "static" / "vendor"
TESTS = PROJECT / "tests" / "browser" / "vendor"
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Package:
    """A package at its exact version: which of its files are taken, under which name, into which folder."""

    name: str
    wanted: dict[str, str]
    folder: Path


PACKAGES = (
    Package("htmx.org@4.0.1", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"}, FOLDER),
    Package("axe-core@4.14.1", {"axe.min.js": "axe.min.js", "LICENSE": "axe.LICENSE"}, TESTS),
)


def refresh() -> list[str]:
    """Take every package anew and write the checksums; return the names of the files."""
    for package in PACKAGES:
        package.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as unpacked:
            _take(package, Path(unpacked))
    for folder in folders():
        lines = [f"{digest_of(file)}  {file.name}\n" for file in taken(folder)]
        (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    return [file.name for folder in folders() for file in taken(folder)]


def folders() -> list[Path]:
    """Return the folders that hold files of others."""
    return sorted({package.folder for package in PACKAGES})


def taken(folder: Path) -> list[Path]:
    """Return the files that packages give a folder."""
    names = [name for package in PACKAGES if package.folder == folder for name in package.wanted.values()]
    return [folder / name for name in sorted(names)]


def _take(package: Package, unpacked: Path) -> None:
    command = ["npm", "pack", "--silent", package.name]
    subprocess.run(command, cwd=unpacked, check=True, stdout=subprocess.DEVNULL)
    [packed] = unpacked.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(unpacked, filter="data")
    for path, name in package.wanted.items():
        shutil.copyfile(unpacked / "package" / path, package.folder / name)


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file as it lies here."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def recorded(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder as it was when it was taken."""
    rows = (line.split() for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in rows}
