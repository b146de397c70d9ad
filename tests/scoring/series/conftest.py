"""A plan with three reports behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.testing.registry import FakeRegistry

from .bridge import PLAN, first_quarter, on, reported


@pytest.fixture
async def told(
    service: AsyncClient, registry: FakeRegistry, known: Callable[..., Any]
) -> AsyncClient:
    """Report three quarters; in the last one the first is corrected, and the road is given up."""
    record = registry.record
    steps: list[Callable[[], int]] = [
        lambda: record.load(first_quarter()),
        lambda: record.change_projects("made", ["bridge"], reported(q1="60")),
        lambda: record.change_plan("made", on("2021-06-30")),
        lambda: record.change_projects("made", ["bridge"], reported(q1="60", q2="80")),
        lambda: record.change_plan("made", on("2021-12-31")),
        lambda: record.change_projects("made", ["bridge"], reported(q1="20", q2="80", q4="100")),
        lambda: record.delete_project("made", "road"),
    ]
    for step in steps:
        answer = await known(PLAN, step())
        assert answer.status_code == 200, answer.text
    return service
