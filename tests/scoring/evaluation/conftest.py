"""Keys, and a worker that takes a step when it is told to."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest

from pledge_scoring.services.evaluation.worker import EvaluationWorker
from pledge_shared.contracts.registry import KeyHolder
from pledge_shared.database.connections import Database
from pledge_shared.security.keys import new_key
from pledge_shared.security.policy import Role
from pledge_shared.testing.registry import FakeRegistry

Bearer = Callable[[Role, str], dict[str, str]]


@pytest.fixture
def bearer(registry: FakeRegistry) -> Bearer:
    """Make a key of a role and an owner."""

    def make(role: Role, owner: str) -> dict[str, str]:
        key = new_key()
        registry.holders[key] = KeyHolder(id=uuid4(), name=owner, role=role, owner=owner)
        return {"Authorization": f"Bearer {key}"}

    return make


@pytest.fixture
def evaluator(bearer: Bearer) -> dict[str, str]:
    """Return the header of the key that starts runs."""
    return bearer(Role.EVALUATOR, "평가팀")


@pytest.fixture
def publisher(bearer: Bearer) -> dict[str, str]:
    """Return the header of another owner's key, that publishes."""
    return bearer(Role.PUBLISHER, "기획실")


@pytest.fixture
def worker(database: Database) -> EvaluationWorker:
    """Return a worker beside the service's own."""
    return EvaluationWorker(database, asyncio.Event())
