"""A project's stored bytes, read straight into the engine's facts."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from pledge_scoring.services.inputs import term_years
from pledge_scoring.services.project_facts import read_project
from pledge_shared.canonical import canonical_bytes, dump_json
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

Sample = Callable[[str], tuple[Plan, list[Project]]]


def without_what_is_unsaid(document: Any) -> Any:
    """Return a document as it was written before its optional fields existed."""
    if isinstance(document, dict):
        said = {name: without_what_is_unsaid(value) for name, value in document.items()}
        return {name: value for name, value in said.items() if not _is_default(value)}
    if isinstance(document, list):
        return [without_what_is_unsaid(each) for each in document]
    return document


def _is_default(value: Any) -> bool:
    return value is None or value is False or value in ([], {})


def test_what_an_older_copy_does_not_say_has_its_default(sample: Sample) -> None:
    plan, [project] = sample("gb-7")
    whole = canonical_bytes(project)
    shorter = dump_json(without_what_is_unsaid(json.loads(whole)))

    assert len(shorter) < len(whole)
    assert read_project(shorter, term_years(plan)) == read_project(whole, term_years(plan))


def test_a_copy_that_says_something_else_reads_otherwise(sample: Sample) -> None:
    plan, [project] = sample("gb-7")
    other = project.model_copy(update={"budget": project.budget.model_copy(update={"lines": ()})})

    read = read_project(canonical_bytes(other), term_years(plan))

    assert read != read_project(canonical_bytes(project), term_years(plan))
    assert read.facts.amounts == ()


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("-0.50", Fraction(-1, 2)),
        ("0.000000000001", Fraction(1, 10**12)),
        ("123456789012345", Fraction(123456789012345)),
        ("0", Fraction(0)),
    ],
)
def test_numbers_are_read_exactly(
    make_project: Callable[..., Project],
    make_indicator: Callable[..., dict[str, Any]],
    written: str,
    exact: Fraction,
) -> None:
    indicator = make_indicator({"2021": {"target": {"value": written}}})
    document = canonical_bytes(make_project(indicators=[indicator]))

    [period] = read_project(document, None).facts.indicators[0].periods

    assert period.target is not None
    assert period.target.value == exact
