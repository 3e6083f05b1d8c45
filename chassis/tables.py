"""The tables beside the code: what is data and no decision, each value with its reason as a comment."""

from pathlib import Path
from typing import Any

import yaml


def table(name: str) -> Any:
    """Return what stands in `<name>.yaml` of this folder."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
