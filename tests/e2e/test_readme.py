"""What the README shows is what the product prints."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pledge_local.report.card import CardReport

from .conftest import ONE_STACK, Client

pytestmark = ONE_STACK

ROOT = Path(__file__).parents[2]


def printed(card: Mapping[str, Any]) -> str:
    """Render a card's report as a terminal of 80 columns shows it."""
    console = Console(file=StringIO(), width=80)
    console.print(CardReport(card), soft_wrap=True)
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


@pytest.mark.parametrize("page", ["README.md", "README.ko.md"])
def test_sample_output_is_real(client: Client, page: str) -> None:
    card = client.get("/v1/plans/gb-7/projects/bigdata/card").json()

    assert printed(card) in (ROOT / page).read_text("utf-8")
