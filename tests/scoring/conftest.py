"""Plans and projects for the tests of the scoring service, made through the wire models."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pledge_shared.contracts.plan import Plan, PlanDocument
from pledge_shared.contracts.project import Project

Sample = tuple[Plan, list[Project]]
MakeProject = Callable[..., Project]

_SAMPLES = Path(__file__).parents[2] / "data" / "samples"
_ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Sample]:
    """Read a sample document as the registry would serve it."""

    def read(code: str) -> Sample:
        text = (_SAMPLES / f"{code}.json").read_text(encoding="utf-8")
        document = PlanDocument.model_validate_json(text)
        plan = Plan.model_validate({**document.plan.model_dump(), "id": _ID, "version": 1})
        rows = (project.model_dump() for project in document.projects)
        projects = [
            Project.model_validate({**row, "id": _ID, "plan": plan.code, "version": 1})
            for row in rows
        ]
        return plan, projects

    return read


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return a four-year plan, reported on 2021-12-31."""
    return Plan.model_validate(
        {
            "id": _ID,
            "version": 3,
            "code": "plan",
            "kind": "pledge",
            "title": "계획",
            "organization": "province",
            "term": {
                "code": "term",
                "name": "임기",
                "start": "2018-07-01",
                "end": "2022-06-30",
            },
            "reporting_date": "2021-12-31",
        }
    )


@pytest.fixture(scope="session")
def make_project() -> MakeProject:
    """Make a project from the fields that matter to a test."""

    def make(**fields: Any) -> Project:
        given = {"code": "project", "kind": "pledge", "title": "사업", "version": 1, **fields}
        return Project.model_validate({**given, "id": _ID, "plan": "plan"})

    return make


@pytest.fixture(scope="session")
def make_indicator() -> Callable[..., dict[str, Any]]:
    """Make an indicator from ``{period: {"target": …, "actual": …}}``."""

    def make(periods: dict[Any, dict[str, Any]], **fields: Any) -> dict[str, Any]:
        targets = [{"period": str(p), **s["target"]} for p, s in periods.items() if "target" in s]
        actuals = [{"period": str(p), **s["actual"]} for p, s in periods.items() if "actual" in s]
        named = {"code": "indicator", "name": "지표", **fields}
        return {**named, "targets": targets, "actuals": actuals}

    return make
