"""The rule once more, on the raw national data set, in plain fractions and in binary floats.

It shares no line with the engine, so that what both agree on is not one mistake made twice. The
floats show what an office's spreadsheet would print of the same data by the same rule.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, TypeVar

__all__ = ["Expected", "expected_rates"]

Number = TypeVar("Number", Fraction, float)

_PLACES = 12
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Expected:
    """A project's rate in percent, to 12 decimals, and how it prints with 2 of them.

    Attributes
    ----------
    by_float, by_rounded_float
        What binary floats print: rounded once at the end, and rounded at every level.
    """

    exact: Fraction
    printed: str
    by_float: str
    by_rounded_float: str


def expected_rates(project: Mapping[str, Any]) -> Expected:
    """Return a project's expected rate; each has one, as the data set is made."""
    exact = Fraction(_half_up(_project(project, Fraction, lambda rate: rate), _PLACES))
    return Expected(
        exact=exact,
        printed=_half_up(exact, 2),
        by_float=f"{_project(project, float, lambda rate: rate):.2f}",
        by_rounded_float=f"{_project(project, float, lambda rate: round(rate, 2)):.2f}",
    )


def _project(
    project: Mapping[str, Any],
    number: Callable[[str], Number],
    rounded: Callable[[Number], Number],
) -> Number:
    """Return the mean of the indicators' rates by their weights; all have a rate or none."""
    above, below = number("0"), number("0")
    for indicator in project["indicators"]:
        rates = [rounded(rate) for rate in _periods(indicator, number)]
        if rates:
            weight = number(indicator["weight"])
            above += weight * rounded(sum(rates, number("0")) / len(rates))
            below += weight
    return rounded(above / below)


def _periods(indicator: Mapping[str, Any], number: Callable[[str], Number]) -> Iterator[Number]:
    """Yield the rate of every year with a number, at most 100."""
    targets = {each["period"]: number(each["value"]) for each in indicator["targets"]}
    for actual in indicator["actuals"]:
        if "value" not in actual:
            continue
        reached, promised = number(actual["value"]), targets[actual["period"]]
        part, whole = (
            (promised, reached) if indicator["direction"] == "down" else (reached, promised)
        )
        yield min(_HUNDRED * part / whole, number("100"))


def _half_up(value: Fraction, places: int) -> str:
    """Write a rate with so many decimals, a half rounded up."""
    scaled = floor(value * 10**places + Fraction(1, 2))
    return f"{Decimal(scaled).scaleb(-places):f}"
