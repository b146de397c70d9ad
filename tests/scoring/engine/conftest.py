"""Findings and scores of a project made from the fields that matter, and indicators of rates."""

from collections.abc import Callable
from typing import Any

import pytest

from pledge_scoring.engine.project import ProjectScore
from pledge_scoring.engine.reconciliation import Finding
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, Scheme
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


@pytest.fixture
def one_rate(make_indicator: Make) -> Make:
    """Make an indicator with one reported rate, or with none."""

    def make(code: str, rate: str | None, **fields: Any) -> dict[str, Any]:
        actual = {"actual": {"reported_rate": rate}} if rate is not None else {}
        periods = {2021: {"target": {"text": "추진"}, **actual}}
        return make_indicator(periods, code=code, **fields)

    return make


@pytest.fixture
def score(plan: Plan, make_project: Callable[..., Project]) -> Callable[..., ProjectScore]:
    """Score a project with these indicators."""

    def run(
        *indicators: dict[str, Any], scheme: Scheme = DEFAULT_SCHEME, **fields: Any
    ) -> ProjectScore:
        project = make_project(indicators=list(indicators), **fields)
        return score_project(plan, project, scheme=scheme).score

    return run
