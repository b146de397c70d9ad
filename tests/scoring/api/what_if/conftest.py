"""The service with the golden card in it."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import AsyncClient

from pledge_shared.contracts.plan import PlanDocument
from pledge_shared.testing.registry import FakeRegistry

from .asking import CARD


@pytest.fixture
async def card(
    service: AsyncClient,
    registry: FakeRegistry,
    document: Callable[[str], PlanDocument],
    known: Callable[..., Any],
) -> AsyncClient:
    """Return the service once it has scored the golden card."""
    await known(CARD, registry.record.load(document("gb-7")))
    return service
