"""mid-term/1 중장기: this year's share of a goal that lies some years ahead."""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..numbers import exact_text
from ..reasons import Reason
from .method import Method, Observation, Outcome, Rule, failed, scored
from .parameters import NUMBER, Given, InvalidParametersError, number, object_of
from .scale import line_points, line_text

__all__ = ["MID_TERM"]


@dataclass(frozen=True, slots=True)
class _Goal:
    """What is to be reached in the last of some years, and which of them this is."""

    final: Fraction
    years: int
    year: int
    worst: Fraction | None


def _applies(goal: _Goal | None, seen: Observation) -> bool:
    return goal is not None and None not in {seen.actual, seen.baseline}


def _score(goal: _Goal | None, seen: Observation) -> Outcome:
    if goal is None or seen.baseline is None:
        return failed(Reason.NO_TARGET)
    if seen.actual is None:
        return failed(Reason.NO_ACTUAL)
    unit = (goal.final - seen.baseline) / goal.years
    best = seen.baseline + unit * goal.year
    worst = seen.baseline if goal.worst is None else goal.worst
    points = line_points(seen.actual, best, worst)
    given = f"H = {exact_text(seen.baseline)} + {exact_text(unit)} × {goal.year}"
    substitution = f"{given}; {line_text(seen.actual, best, worst)}"
    return scored(points, substitution, alpha=unit, H=best, L=worst)


def _rule(given: Given) -> Rule:
    if not given:
        return Rule(partial(_applies, None), partial(_score, None))
    goal = _Goal(Fraction(given["final"]), given["years"], given["year"], number(given, "worst"))
    if goal.year > goal.years:
        raise InvalidParametersError([("/year", "This must not be more than years.")])
    return Rule(partial(_applies, goal), partial(_score, goal))


_YEAR = {"type": "integer", "minimum": 1, "maximum": 50}

MID_TERM = Method(
    name="mid-term/1",
    label_ko="중장기 목표부여",
    label_en="mid-term target",
    formula=(
        "α = (final - B)/n, H = B + α·k, L = B unless given; "
        "20 + 80·(A-L)/(H-L), held to 20…100; H = L gives 20"
    ),
    tex=(
        r"\alpha = \frac{F-B}{n},\quad H = B + \alpha k,\quad"
        r" P = \min\left(100,\ \max\left(20,\ 20 + 80\,\frac{A-L}{H-L}\right)\right)"
    ),
    source="중장기 단위목표(α): that it exists was read, not how it is reckoned; L = B is our own",
    authority="unconfirmed",
    parameters=object_of(
        {
            "final": {**NUMBER, "description": "the goal of the last year, in the unit"},
            "years": {**_YEAR, "description": "n, years from the baseline to the goal"},
            "year": {**_YEAR, "description": "k, which of these years is judged"},
            "worst": {**NUMBER, "description": "L 최저목표; the baseline by default"},
        },
        "final",
        "years",
        "year",
    ),
    null_reasons=(Reason.NO_TARGET, Reason.NO_ACTUAL),
    inputs=("actual", "baseline"),
    rule=_rule,
    needs_baseline=True,
)
