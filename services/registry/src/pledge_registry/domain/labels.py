"""Words, in Korean and English, for the codes a document uses."""

import json
from collections.abc import Iterable
from typing import Any

from pledge_shared.contracts.codes import CODE_LISTS

from .versions import Stored

__all__ = ["code_labels", "codes_to_label", "labels_for"]

_LISTS_OF_A_CARD = (
    "plan_kind",
    "goal_kind",
    "project_kind",
    "status",
    "term_scope",
    "novelty",
    "funding_source",
    "stage",
    "total_period",
    "direction",
    "accumulation",
    "milestone_state",
)


def code_labels(*names: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return ``{list: {code: {ko, en}}}`` for some code lists, or for all."""
    return {
        name: {code.value: {"ko": code.ko, "en": code.en} for code in codes}
        for name, codes in CODE_LISTS.items()
        if not names or name in names
    }


def codes_to_label(plan: Stored, project: Stored) -> set[str]:
    """Return the codes of the organizations that a card names."""
    wanted = {json.loads(plan.facts)["organization"], json.loads(project.facts)["lead_department"]}
    return wanted - {None}


def labels_for(plan: Stored, project: Stored, organizations: Iterable[Stored]) -> dict[str, Any]:
    """Return labels of the code lists a card uses, and of its organizations and goals."""
    head, facts = json.loads(plan.facts), json.loads(project.facts)
    named = [json.loads(organization.facts) for organization in organizations]
    goals = [goal for goal in head["goals"] if goal["code"] in _lineage(head, facts["goal"])]
    return {
        **code_labels(*_LISTS_OF_A_CARD),
        "organization": {item["code"]: _names(item["name"], item["name_en"]) for item in named},
        "goal": {goal["code"]: _names(goal["title"], goal["title_en"]) for goal in goals},
    }


def _names(ko: str, en: str | None) -> dict[str, str]:
    return {"ko": ko, "en": en or ko}


def _lineage(plan: dict[str, Any], goal: str | None) -> set[str]:
    """Return a goal's code and those of everything above it."""
    parents = {item["code"]: item["parent"] for item in plan["goals"]}
    found: set[str] = set()
    while goal is not None and goal not in found:
        found.add(goal)
        goal = parents.get(goal)
    return found
