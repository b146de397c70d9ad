"""From wire documents to the engine's facts."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pledge_scoring.engine import facts
from pledge_scoring.engine.methods import METHODS
from pledge_scoring.engine.scheme import DEFAULT_SCHEME, SCHEMES
from pledge_scoring.services.inputs import scheme_from_document, score_project
from pledge_shared.contracts import codes
from pledge_shared.contracts.plan import DEFAULT_SCHEME as DEFAULT_SCHEME_NAME
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.contracts.scoring import SchemeDocument

_SCHEMES = Path(__file__).parents[3] / "data" / "schemes"


@pytest.mark.parametrize(
    ("engine", "wire"),
    [
        (facts.Direction, codes.Direction),
        (facts.Accumulation, codes.Accumulation),
        (facts.Status, codes.Status),
        (facts.Kind, codes.ProjectKind),
        (facts.Stage, codes.Stage),
    ],
)
def test_the_engine_knows_every_code_of_the_wire(
    engine: type[StrEnum], wire: type[codes.LabelledCode]
) -> None:
    assert [code.value for code in engine] == [code.value for code in wire]


_SCORING_SCHEMES = sorted(
    path for path in _SCHEMES.glob("*.json") if "pledge-scheme/1" in path.read_text("utf-8")
)
"""Those that score projects; editions of format 2 grade what was scored."""


@pytest.mark.parametrize("path", _SCORING_SCHEMES, ids=lambda path: str(path.stem))
def test_the_schemes_of_the_engine_are_the_published_ones(path: Path) -> None:
    document = SchemeDocument.model_validate_json(path.read_text(encoding="utf-8"))

    assert SCHEMES[document.name] == scheme_from_document(document)
    assert set(document.methods) <= METHODS.keys()


def test_the_default_scheme_is_the_one_plans_name_by_default() -> None:
    assert DEFAULT_SCHEME.name == DEFAULT_SCHEME_NAME
    assert len(_SCORING_SCHEMES) == len(SCHEMES)


def test_a_scheme_with_points_for_statuses_is_read() -> None:
    document = SchemeDocument.model_validate(
        {
            "format": "pledge-scheme/1",
            "name": "by-status/1",
            "title": "이행도 환산",
            "title_en": "By status",
            "methods": ["reported/1"],
            "cap": "110",
            "minimum_coverage": "50",
            "excluded_statuses": ["scrapped"],
            "status_points": {"completed": "100"},
        }
    )

    scheme = scheme_from_document(document)

    assert scheme.status_points == ((facts.Status.COMPLETED, Fraction(100)),)
    assert (scheme.cap, scheme.minimum_coverage) == (Fraction(110), Fraction(50))
    assert scheme.excluded_statuses == {facts.Status.SCRAPPED}


def test_the_scoring_date_is_the_reporting_date_unless_asked_otherwise(
    plan: Plan, make_project: Callable[..., Project]
) -> None:
    assert score_project(plan, make_project()).on == plan.reporting_date
    other = date(2019, 6, 30)
    assert score_project(plan, make_project(), on=other).on == other


def test_facts_are_taken_as_they_stand(
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    indicator = make_indicator(
        {"2021-H1": {"target": {"value": "0.1"}, "actual": {"value": "0.30"}}}, weight="0.2"
    )
    lines = [
        {"source": "fund", "stage": "secured", "period": "2018..2022", "amount_krw": 7},
        {"source": "fund", "stage": "secured", "period": "prior"},
    ]

    project = score_project(
        plan, make_project(indicators=[indicator], budget={"lines": lines}, weight="1.5")
    ).project

    [half] = project.indicators[0].periods
    assert half.period.last_day == date(2021, 6, 30)
    assert half.target is not None
    assert half.target.value == Fraction(1, 10)
    assert (project.weight, project.indicators[0].weight) == (Fraction(3, 2), Fraction(1, 5))
    periods = {
        amount.period.text: (amount.period.first_year, amount.krw) for amount in project.amounts
    }
    assert periods == {"2018..2022": (2018, 7), "prior": (None, None)}
