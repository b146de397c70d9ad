"""The clone we are in."""

import tomllib
from pathlib import Path

__all__ = ["DEFAULT_DATA", "ROOT", "SOURCES", "product_version"]

ROOT = Path(__file__).resolve().parents[3]
DEFAULT_DATA = ROOT / ".pledge"
SOURCES = (
    "shared/src",
    "services/registry/src",
    "services/scoring/src",
    "services/gateway/src",
    "deploy/local",
)


def product_version() -> str:
    """Return the version of the product."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
