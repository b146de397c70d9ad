"""What the containers are made of, read once."""

from typing import Any

import pytest
import yaml

from pledge_local.project import ROOT


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


@pytest.fixture(scope="session")
def dockerfile() -> str:
    return (ROOT / "deploy" / "Dockerfile").read_text()
