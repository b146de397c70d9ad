"""Every method against its casebook, and every casebook and page against the methods."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from pledge_scoring.engine.facts import Direction, StageShare, Status
from pledge_scoring.engine.methods import METHODS, Observation
from pledge_scoring.engine.numbers import half_up
from pledge_scoring.engine.reasons import Reason
from pledge_shared.contracts.casebook import Case, Casebook, CaseExpected, CaseGiven

_ROOT = Path(__file__).parents[3]
_CASEBOOKS = _ROOT / "data" / "methods"
_FEWEST = 10


def _books() -> list[Casebook]:
    return [
        Casebook.model_validate(yaml.safe_load(path.read_bytes()))
        for path in sorted(_CASEBOOKS.glob("*.yaml"))
    ]


def _rows() -> list[Any]:
    return [
        pytest.param(book.method, case, id=f"{book.method}: {case.name}")
        for book in _books()
        for case in book.cases
    ]


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _observe(given: CaseGiven) -> Observation:
    rate = given.reported_rate
    return Observation(
        target=_number(given.target),
        actual=_number(given.actual),
        direction=None if given.direction is None else Direction(given.direction),
        tolerance=_number(given.tolerance) or Fraction(0),
        baseline=_number(given.baseline),
        history=tuple(_number(value) for value in given.history),
        stages=tuple(
            StageShare(name=stage.name, share=Fraction(stage.share)) for stage in given.stages
        ),
        stage=given.stage,
        judgement=given.judgement,
        met=_number(given.met),
        of=_number(given.of),
        reported_rate=None if rate is None else Decimal(rate),
        status=None if given.status is None else Status(given.status),
        status_points=tuple(
            (Status(code), Fraction(points)) for code, points in given.status_points.items()
        ),
    )


def _comparing(expected: CaseExpected) -> Callable[[Fraction], Fraction]:
    """Return how a number is made comparable: as it is, or at the decimals that are given."""
    places = expected.decimals
    return (lambda value: value) if places is None else (lambda value: half_up(value, places))


@pytest.mark.parametrize(("name", "case"), _rows())
def test_method_gives_what_its_casebook_says(name: str, case: Case) -> None:
    method, expected = METHODS[name], case.expected
    rule = method if case.parameters is None else method.read_parameters(case.parameters)

    outcome = rule.score(_observe(case.given))

    comparable = _comparing(expected)
    rate = None if outcome.raw_rate is None else comparable(outcome.raw_rate)
    assert (rate, outcome.reason) == (_number(expected.raw_rate), expected.reason)
    assert bool(outcome.substitution) == (outcome.raw_rate is not None)
    on_the_way = {letter: comparable(value) for letter, value in outcome.values}
    assert {letter: on_the_way.get(letter) for letter in expected.values} == {
        letter: Fraction(value) for letter, value in expected.values.items()
    }


@pytest.mark.parametrize(("name", "case"), _rows())
def test_a_method_that_says_it_does_not_apply_gives_no_rate(name: str, case: Case) -> None:
    method = METHODS[name]
    rule = method if case.parameters is None else method.read_parameters(case.parameters)
    seen = _observe(case.given)

    assert rule.applies(seen) or rule.score(seen).raw_rate is None


@pytest.mark.parametrize("book", _books(), ids=lambda book: str(book.method))
def test_casebook_reaches_every_reason_of_its_method(book: Casebook) -> None:
    reached = {case.expected.reason for case in book.cases if case.expected.reason is not None}

    assert reached == {reason.value for reason in METHODS[book.method].null_reasons}
    assert len(book.cases) >= _FEWEST
    assert len({case.name for case in book.cases}) == len(book.cases)


@pytest.mark.parametrize("book", _books(), ids=lambda book: str(book.method))
def test_a_case_says_either_a_rate_or_a_reason(book: Casebook) -> None:
    unclear = [
        case.name
        for case in book.cases
        if (case.expected.raw_rate is None) is (case.expected.reason is None)
    ]

    assert unclear == []


def test_every_method_has_its_casebook_and_every_casebook_its_method() -> None:
    assert {book.method for book in _books()} == METHODS.keys()
    assert {f"{path.stem}/1" for path in _CASEBOOKS.glob("*.yaml")} == METHODS.keys()


@pytest.mark.parametrize("name", sorted(METHODS))
def test_method_has_its_page_with_its_formula(name: str) -> None:
    method = METHODS[name]
    file = f"{name.partition('/')[0]}.md"
    page = (_ROOT / "docs/methods" / file).read_text(encoding="utf-8")

    assert page.startswith(f"# {name} ")
    assert method.label_ko in page
    assert method.formula in page
    assert method.tex in page
    assert f"**Authority** `{method.authority}`" in page
    assert all(f"`{reason}`" in page for reason in method.null_reasons)
    assert all(f"`{parameter}`" in page for parameter in method.parameters["properties"])
    assert f"`data/methods/{name.partition('/')[0]}.yaml`" in page
    assert f"[{name}]({file}) {method.label_ko}" in _overview()


def test_every_reason_for_null_is_explained() -> None:
    assert [reason for reason in Reason if f"`{reason}`" not in _overview()] == []


def _overview() -> str:
    return (_ROOT / "docs/methods/README.md").read_text(encoding="utf-8")
