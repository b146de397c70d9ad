"""Findings of a project made from the fields that matter, and indicators of printed rates."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.reconciliation import Finding
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Make = Callable[..., dict[str, Any]]
Find = Callable[..., list[Finding]]


@pytest.fixture
def find(plan: Plan, make_project: Callable[..., Project]) -> Find:
    """Return the findings with this code for a project of these fields."""

    def run(code: str, *parts: Project, **fields: Any) -> list[Finding]:
        found = score_project(plan, make_project(**fields), parts).findings
        return [finding for finding in found if finding.code == code]

    return run


@pytest.fixture
def rated(make_indicator: Make) -> Make:
    """Make an indicator with these printed rates from 2018 on; None is a missing one."""

    def make(*rates: str | None, **fields: Any) -> dict[str, Any]:
        periods = {
            2018 + place: {
                "target": {"text": "추진"},
                **({} if rate is None else {"actual": {"reported_rate": rate}}),
            }
            for place, rate in enumerate(rates)
        }
        return make_indicator(periods, **fields)

    return make
