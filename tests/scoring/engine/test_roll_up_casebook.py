"""One indicator from its periods to its rate, by the casebook."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from pledge_scoring.engine.numbers import fixed
from pledge_scoring.services.inputs import score_project
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

_BOOK = yaml.safe_load(
    (Path(__file__).parent / "cases" / "roll-up.yaml").read_text(encoding="utf-8")
)


_WORDS = {
    *("name", "scored_on", "indicator", "periods"),
    *("rate", "reason", "coverage", "counts", "low", "high"),
}


def test_casebook_uses_only_words_that_are_read() -> None:
    assert [case["name"] for case in _BOOK["cases"] if not case.keys() <= _WORDS] == []


@pytest.mark.parametrize("case", _BOOK["cases"], ids=lambda case: str(case["name"]))
def test_indicator_rolls_up_as_its_casebook_says(
    case: dict[str, Any],
    plan: Plan,
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
) -> None:
    indicator = make_indicator(case["periods"], **case.get("indicator", {}))
    on = case.get("scored_on", date(2021, 12, 31))

    [score] = score_project(plan, make_project(indicators=[indicator]), on=on).score.indicators

    total = score.total
    assert (None if total.rate is None else fixed(total.rate)) == case.get("rate")
    assert total.reason == case.get("reason")
    assert (total.coverage and total.coverage.share) == _fraction(case.get("coverage"))
    counts = total.coverage and [total.coverage.with_value, total.coverage.due]
    assert counts == case.get("counts")
    assert (total.range and fixed(total.range.low)) == case.get("low")
    assert (total.range and fixed(total.range.high)) == case.get("high")


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
