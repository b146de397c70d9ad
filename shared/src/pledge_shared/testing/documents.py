"""Small plan documents for tests: one province, one plan, as many projects as asked for."""

from typing import Any

__all__ = ["make_document", "make_project"]


def make_project(code: str, **fields: Any) -> dict[str, Any]:
    """Return a project with one indicator over two years, and whatever a test adds."""
    indicator = {
        "code": "reached",
        "name": "수혜 인원",
        "unit": "명",
        "targets": [{"period": "2020", "value": "10"}, {"period": "2021", "value": "20"}],
        "actuals": [{"period": "2020", "value": "9", "reported_rate": "90"}],
    }
    return {"code": code, "kind": "project", "title": "사업", "indicators": [indicator], **fields}


def make_document(code: str, *projects: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """Return a plan document of a province; ``plan`` overrides fields of the plan's head."""
    return {
        "format": "pledge-plan/1",
        "organizations": [{"code": "province", "kind": "province", "name": "어느도"}],
        "plan": {
            "code": code,
            "kind": "annual",
            "title": "계획",
            "organization": "province",
            "reporting_date": "2021-12-31",
            "goals": [{"code": "goal", "kind": "goal", "title": "목표"}],
            **plan,
        },
        "projects": list(projects),
    }
