"""REPORTED_RATE_MISMATCH of a plan: the percentages it prints, and what would print them."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..measures import Line, Range
from ..numbers import fixed, half_up, places_of, plain
from ..reconciliation import Cause, Finding, Hint
from ..reconciliation.rate_finding import Explained, mismatch
from ..reconciliation.solving import range_hint, solve
from .case import PlanCase
from .explaining import Tried, other_bases, other_names, whole_text
from .figure import Computed, Figure
from .names import COUNT_RATES, MONEY_QUOTIENTS
from .whole_numbers import Rounding, denominators, numerators, rounded

__all__ = ["denominator_hints", "numerator_hints", "rate_mismatch", "reads_as", "rounding_hints"]

_OF_PROJECTS = (*COUNT_RATES, "mean_progress")
_OF_MONEY = tuple(name for name, _, _ in MONEY_QUOTIENTS)
_LARGEST_DENOMINATOR = 10
"""Other denominators are looked for up to so many times the known one."""


def rate_mismatch(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Finding]:
    """Compare a printed percentage with the computed one."""
    if computed.value is None or figure.agrees(printed, computed.value):
        return
    explained = tuple(_explain(case, figure, printed, computed))
    yield mismatch(figure.subject, printed, computed.value, explained)


def reads_as(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Hint]:
    """Name every whole numerator that gives a printed rate of projects, over each whole."""
    if figure.name not in COUNT_RATES:
        return
    counted = int(case.computed[figure.name].denominator or 0)
    for whole in dict.fromkeys((case.printed_whole or counted, counted)):
        yield from numerator_hints(printed, whole)


def numerator_hints(printed: Decimal, whole: int) -> Iterator[Hint]:
    """Name every whole numerator over ``whole`` that is printed like this, or say there is none."""
    found = numerators(printed, whole)
    if found:
        values = (("numerators", whole_text(found)), ("denominator", str(whole)))
        yield Hint("numerator_reproduces", values)
    elif whole > 0:
        yield Hint("no_numerator_reproduces", (("denominator", str(whole)),))


def denominator_hints(printed: Decimal, part: int, whole: int) -> Iterator[Hint]:
    """Name every whole number but ``whole`` that ``part`` may have been divided by."""
    found = denominators(printed, part, _LARGEST_DENOMINATOR * whole)
    if found and whole not in found:
        values = (("numerator", str(part)), ("denominators", whole_text(found)))
        yield Hint("denominator_reproduces", values)


def rounding_hints(printed: Decimal, computed: Fraction) -> Iterator[Explained]:
    """Name the ways of rounding, other than half-up once, that print the computed number so."""
    places = places_of(printed)
    for how, code in (
        (Rounding.DOWN, "rounded_down_reproduces"),
        (Rounding.UP, "rounded_up_reproduces"),
    ):
        if rounded(computed, places, how) == Fraction(printed):
            values = (("shown", fixed(computed, places + 2)), ("places", str(places)))
            yield Explained(Hint(code, values), Cause.ROUNDING)
    once = half_up(computed, places + 1)
    if half_up(once, places) == Fraction(printed):
        values = (("shown", fixed(computed, places + 2)), ("once", fixed(once, places + 1)))
        yield Explained(Hint("rounded_twice_reproduces", values), Cause.ROUNDING)


def _explain(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Explained]:
    if computed.value is not None:
        yield from rounding_hints(printed, computed.value)
    tried = Tried(computed)
    names = _OF_PROJECTS if figure.name in _OF_PROJECTS else _OF_MONEY
    yield from other_names(case, figure, printed, names, tried)
    yield from other_bases(case, figure, printed, tried)
    if figure.name in COUNT_RATES:
        yield from _whole_numbers(case, figure, printed, computed)
    elif figure.name == "mean_progress":
        yield from _missing_rates(case, printed)
    else:
        yield from _missing_as_nothing(case, figure, printed)


def _whole_numbers(
    case: PlanCase, figure: Figure, printed: Decimal, computed: Computed
) -> Iterator[Explained]:
    yield from (Explained(hint) for hint in reads_as(case, figure, printed))
    above, below = int(computed.numerator or 0), int(computed.denominator or 0)
    counted = case.printed(COUNT_RATES[figure.name])
    for part in dict.fromkeys((above, above if counted is None else int(counted))):
        yield from (Explained(hint) for hint in denominator_hints(printed, part, below))
    yield from _missing_projects(case, printed, above, below)


def _missing_projects(
    case: PlanCase, printed: Decimal, above: int, below: int
) -> Iterator[Explained]:
    """See how many of the projects that are not recorded would have to count."""
    missing = case.unrecorded
    found = numerators(printed, below + missing)
    low, high = max(found.start - above, 0), min(found.stop - above, missing + 1)
    if missing and low < high:
        values = (
            ("missing", str(missing)),
            ("number", whole_text(range(low, high))),
            ("numerators", whole_text(range(above + low, above + high))),
            ("denominator", str(below + missing)),
        )
        yield Explained(Hint("missing_projects_reproduce", values), Cause.MISSING_VALUES)


def _missing_rates(case: PlanCase, printed: Decimal) -> Iterator[Explained]:
    """See which rate of the projects without one, or not recorded, gives the printed mean."""
    mean = case.result.mean_progress
    whole = mean.whole + (case.unrecorded if mean.weighting == "equal" else 0)
    if not whole or mean.covered == whole:
        return
    start = (mean.numerator or Fraction(0)) / whole
    line = Line(start, 1 - mean.covered / whole)
    inside = range_hint(printed, Range(start, start + line.slope * case.scheme.cap))
    if inside is not None:
        yield Explained(inside, Cause.MISSING_VALUES)
    value = solve(printed, line, case.scheme.cap)
    if value is not None:
        values = (("value", plain(value) or fixed(value)),)
        yield Explained(Hint("missing_rates_reproduce", values), Cause.MISSING_VALUES)


def _missing_as_nothing(case: PlanCase, figure: Figure, printed: Decimal) -> Iterator[Explained]:
    """See whether money that was not reported was taken for 0."""
    above, below = next(names[1:] for names in MONEY_QUOTIENTS if names[0] == figure.name)
    part, whole = case.computed[above].value, case.computed[below].value
    computed = case.computed[figure.name]
    if part is None or not whole or (part, whole) == (computed.numerator, computed.denominator):
        return
    if figure.agrees(printed, 100 * part / whole):
        values = (("numerator_krw", str(int(part))), ("denominator_krw", str(int(whole))))
        yield Explained(Hint("missing_as_nothing_reproduces", values), Cause.MISSING_VALUES)
