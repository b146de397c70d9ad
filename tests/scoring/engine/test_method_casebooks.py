"""Every method against its casebook, and every casebook against the registry of methods."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from pledge_scoring.engine.facts import Direction, StageShare, Status
from pledge_scoring.engine.methods import METHODS, Observation
from pledge_scoring.engine.reasons import Reason

_CASES = Path(__file__).parent / "cases"
_ROOT = Path(__file__).parents[3]


def _books() -> list[dict[str, Any]]:
    names = sorted(name.partition("/")[0] for name in METHODS)
    return [yaml.safe_load((_CASES / f"{name}.yaml").read_text(encoding="utf-8")) for name in names]


def _rows() -> list[Any]:
    return [
        pytest.param(book["method"], case, id=f"{book['method']}: {case['name']}")
        for book in _books()
        for case in book["cases"]
    ]


def _number(given: dict[str, Any], name: str) -> Fraction | None:
    return Fraction(given[name]) if name in given else None


def _observe(given: dict[str, Any]) -> Observation:
    direction = given.get("direction", "up")
    rate, status = given.get("reported_rate"), given.get("status")
    return Observation(
        target=_number(given, "target"),
        actual=_number(given, "actual"),
        direction=Direction(direction) if direction else None,
        tolerance=_number(given, "tolerance") or Fraction(0),
        stages=tuple(
            StageShare(name=name, share=Fraction(share))
            for name, share in given.get("stages", {}).items()
        ),
        stage=given.get("stage"),
        reported_rate=None if rate is None else Decimal(rate),
        status=Status(status) if status else None,
        status_points=tuple(
            (Status(code), Fraction(points))
            for code, points in given.get("status_points", {}).items()
        ),
    )


@pytest.mark.parametrize(("method", "case"), _rows())
def test_method_gives_what_its_casebook_says(method: str, case: dict[str, Any]) -> None:
    outcome = METHODS[method].score(_observe(case["given"]))

    assert outcome.raw_rate == (Fraction(case["raw_rate"]) if "raw_rate" in case else None)
    assert outcome.reason == case.get("reason")
    assert bool(outcome.substitution) == ("raw_rate" in case)


@pytest.mark.parametrize("book", _books(), ids=lambda book: str(book["method"]))
def test_casebook_reaches_every_reason_of_its_method(book: dict[str, Any]) -> None:
    reached = {case["reason"] for case in book["cases"] if "reason" in case}

    assert reached == {reason.value for reason in METHODS[book["method"]].null_reasons}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_method_has_its_page_with_its_formula(name: str) -> None:
    method = METHODS[name]
    page = (_ROOT / "docs/methods" / f"{name.partition('/')[0]}.md").read_text(encoding="utf-8")

    assert page.startswith(f"# {name} ")
    assert method.label_ko in page
    assert method.formula in page
    assert method.tex in page
    assert method.authority in page
    assert all(f"`{reason}`" in page for reason in method.null_reasons)


def test_every_reason_for_null_is_explained() -> None:
    page = (_ROOT / "docs/methods/README.md").read_text(encoding="utf-8")

    assert [reason for reason in Reason if f"`{reason}`" not in page] == []
