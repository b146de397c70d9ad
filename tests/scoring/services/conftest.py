"""The real card, scored."""

from collections.abc import Callable

import pytest

from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project


@pytest.fixture
def card(sample: Callable[[str], tuple[Plan, list[Project]]]) -> ProjectResult:
    plan, [project] = sample("gb-7")
    return score_project(plan, project)
