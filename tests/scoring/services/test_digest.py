"""A digest is of plain canonical JSON, however quickly that is written."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest

from pledge_scoring.engine.aggregate import aggregate, row_of
from pledge_scoring.engine.result import ProjectResult
from pledge_scoring.engine.version import ENGINE_VERSION
from pledge_scoring.services.inputs import score_project
from pledge_scoring.services.rendering import digest_of
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Sample = tuple[Plan, list[Project]]


def plainly(value: Any) -> Any:
    """Return a value as JSON, each part of it as often as it stands there."""
    if is_dataclass(value):
        return {field.name: plainly(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plainly(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plainly(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(plainly(item) for item in value)
    return scalar(value)


def scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def plain_digest(result: Any) -> str:
    whole = {"engine": ENGINE_VERSION, "result": plainly(result)}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("code", ["gb-7", "cbist-2021", "cb-switch", "cb-cluster"])
def test_digests_are_of_plain_canonical_json(code: str, sample: Callable[[str], Sample]) -> None:
    plan, projects = sample(code)
    results = [
        score_project(
            plan, project, [part for part in projects if part.parent == project.code]
        )
        for project in projects
    ]  # fmt: skip

    assert [digest_of(each) for each in results] == [plain_digest(each) for each in results]
    whole = aggregate([row_of(each) for each in results])
    assert digest_of(whole) == plain_digest(whole)


def test_any_other_text_number_or_day_has_another_digest(card: ProjectResult) -> None:
    others = [
        replace(card, on=date(2021, 7, 1)),
        replace(card, plan=replace(card.plan, code='gb"\\\n7')),
        replace(card, score=replace(card.score, numerator=Fraction(1, 3))),
    ]

    digests = {digest_of(card), *map(digest_of, others)}

    assert len(digests) == 1 + len(others)
    assert [digest_of(each) for each in others] == [plain_digest(each) for each in others]
