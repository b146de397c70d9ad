"""One number of a project that is asked about: which, what it is now, and what another one does.

It is counted in granules: a value of ``places`` decimals is a whole number of ``10**-places``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ..accumulation import missing_periods
from ..facts import Accumulation, Actual, Direction, Indicator, PeriodFacts, Project, Target
from ..indicators import IndicatorScore
from ..methods import METHODS
from ..numbers import places_of, plain
from ..periods import PeriodScore
from ..scheme import Scheme
from .overlay import Case

__all__ = ["Field", "Unsolved", "Variable", "values_of"]


class Field(StrEnum):
    """Which number of a period; named as the explanation names its inputs."""

    ACTUAL_VALUE = "actual.value"
    ACTUAL_NUMERATOR = "actual.numerator"
    ACTUAL_REPORTED_RATE = "actual.reported_rate"
    TARGET_VALUE = "target.value"

    @property
    def of_actual(self) -> bool:
        """Whether it is a number of the actual, not of the target."""
        return self is not Field.TARGET_VALUE

    @property
    def name_of_part(self) -> str:
        """What the number is called in the actual or target."""
        return self.value.partition(".")[2]


class Unsolved(StrEnum):
    """Why no value is looked for; the list is closed."""

    NOT_MONOTONE = "not_monotone"
    METHOD_NOT_KNOWN = "method_not_known"
    LATER_PERIODS_LOOK_BACK = "later_periods_look_back"
    NOT_DUE = "not_due"
    NEVER_SCORED = "never_scored"
    STATUS_DECIDES = "status_decides"


_KNOWN = frozenset(
    {
        "target-vs-actual/1",
        "target-vs-actual-linear/1",
        "progress-from-baseline/1",
        "assigned-target/1",
        "assigned-target-deviation/1",
        "trend/1",
        "staged/1",
        "milestone/1",
        "nine-grade/1",
        "reported/1",
        "pass-fail/1",
        "share-met/1",
        "beta/1",
        "mid-term/1",
        "global/1",
    }
)
"""The methods whose course is known: with one number they rise, fall or stay, all the way."""

_DIGITS = 15
"""What a number of a document may have before the point."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A number of one period of an indicator, and the decimals it is looked for with."""

    indicator: Indicator
    facts: PeriodFacts
    field: Field
    places: int

    @property
    def current(self) -> Fraction | None:
        """The number as it is recorded."""
        said = self.facts.actual if self.field.of_actual else self.facts.target
        value = None if said is None else getattr(said, self.field.name_of_part)
        return None if value is None else Fraction(value)

    @property
    def step(self) -> Fraction:
        """One granule."""
        return Fraction(1, 10**self.places)

    @property
    def most(self) -> int:
        """The largest number of these decimals that a document can hold, in granules."""
        return int(10 ** (_DIGITS + self.places)) - 1

    def bends(self, scheme: Scheme) -> list[Fraction]:
        """Return values near which the course of the rate may bend: what is recorded, the cap."""
        target = self.facts.target or Target()
        near = [self.current, target.value, target.numerator]
        if self.field is Field.ACTUAL_REPORTED_RATE:
            near.append(scheme.cap)
        return [value for value in near if value is not None]

    def at(self, value: Fraction) -> Indicator:
        """Return the indicator with this number in its place."""
        changed = self._facts_at(value)
        periods = tuple(
            changed if each.period == self.facts.period else each for each in self.indicator.periods
        )
        return replace(self.indicator, periods=periods)

    def case_at(self, case: Case, value: Fraction) -> Case:
        """Return a case with this number in its place."""
        changed = self.at(value)
        indicators = tuple(
            changed if each.code == changed.code else each for each in case.project.indicators
        )
        return replace(case, project=replace(case.project, indicators=indicators))

    def counts_in(self, score: IndicatorScore) -> bool:
        """Whether the period brings something into a rate that the indicator has."""
        missing = missing_periods(score.facts, score.periods)
        here = self.facts.period.text
        return score.total.rate is not None and all(
            period.facts.period.text != here for period in missing
        )

    def why_unsolved(self, score: IndicatorScore, scheme: Scheme) -> Unsolved | None:
        """Say why the rate need not rise or fall steadily with the number; None where it does."""
        period = _period_of(score, self.facts)
        if not period.due:
            return Unsolved.NOT_DUE
        later = [each for each in score.periods[score.periods.index(period) + 1 :] if each.due]
        if self.indicator.accumulation in {Accumulation.SUM, Accumulation.RATIO}:
            return self._of_totals(scheme, later)
        if period.method is not None and period.method not in _KNOWN:
            return Unsolved.METHOD_NOT_KNOWN
        if period.method in {"target-vs-actual/1", None} and self._kept_at_its_target:
            return Unsolved.NOT_MONOTONE
        if period.method == "progress-from-baseline/1" and not self.field.of_actual:
            return Unsolved.NOT_MONOTONE
        return self._looked_back_at(each.method for each in later)

    def _looked_back_at(self, methods: Iterable[str | None]) -> Unsolved | None:
        looking = any(name and METHODS[name].looks_back for name in methods)
        return Unsolved.LATER_PERIODS_LOOK_BACK if looking and self.field.of_actual else None

    @property
    def _kept_at_its_target(self) -> bool:
        return (
            self.indicator.direction is Direction.MAINTAIN
            and self.field is not Field.ACTUAL_REPORTED_RATE
        )

    def _of_totals(self, scheme: Scheme, later: Sequence[PeriodScore]) -> Unsolved | None:
        # A target is a share of the coverage, too: with a minimum the rate may vanish on the way.
        uncovered = scheme.minimum_coverage is not None and not self.field.of_actual
        if uncovered or self._kept_at_its_target:
            return Unsolved.NOT_MONOTONE
        # Whether a period's numbers can be added may hang on those before, by any of the methods.
        return self._looked_back_at(scheme.methods if later else ())

    def _facts_at(self, value: Fraction) -> PeriodFacts:
        if not self.field.of_actual:
            target = replace(self.facts.target or Target(), value=value)
            return replace(self.facts, target=target)
        actual = self.facts.actual or Actual()
        match self.field:
            case Field.ACTUAL_NUMERATOR:
                actual = replace(actual, numerator=value)
            case Field.ACTUAL_REPORTED_RATE:
                actual = replace(actual, reported_rate=_printed(value, self.places))
            case _:
                actual = replace(actual, value=value)
        return replace(self.facts, actual=actual)


def values_of(
    project: Project, indicator: str | None, period: str | None, field: Field | None
) -> Iterator[Variable]:
    """Yield the numbers of a project that are asked about, each with its own decimals.

    Parameters
    ----------
    indicator, period
        Codes to narrow it to; all without.
    field
        Which number; without, the one of the actual that the period's rate is made of.
    """
    for each in project.indicators:
        for facts in each.periods if indicator in {None, each.code} else ():
            if period in {None, facts.period.text}:
                asked = field or _deciding(each, facts)
                yield Variable(each, facts, asked, _places(each, asked))


def _deciding(indicator: Indicator, facts: PeriodFacts) -> Field:
    """Return the number of the actual that is there, or that the target asks for."""
    actual, target = facts.actual or Actual(), facts.target or Target()
    if indicator.is_ratio and actual.value is None and actual.denominator is not None:
        return Field.ACTUAL_NUMERATOR
    if actual.value is not None or target.value is not None:
        return Field.ACTUAL_VALUE
    if actual.numerator is not None:
        return Field.ACTUAL_NUMERATOR
    return Field.ACTUAL_REPORTED_RATE


def _places(indicator: Indicator, field: Field) -> int:
    """Return the most decimals that the indicator's own numbers of this kind have."""
    if field is Field.ACTUAL_REPORTED_RATE:
        rates = [each.actual.reported_rate for each in indicator.periods if each.actual]
        return max((places_of(rate) for rate in rates if rate is not None), default=0)
    name = field.name_of_part
    said = [side for each in indicator.periods for side in (each.target, each.actual)]
    numbers = (getattr(side, name) for side in said if side is not None)
    return max((_decimals(number) for number in numbers if number is not None), default=0)


def _decimals(number: Fraction) -> int:
    return len((plain(number) or "").partition(".")[2])


def _printed(value: Fraction, places: int) -> Decimal:
    return Decimal(int(value * 10**places)).scaleb(-places)


def _period_of(score: IndicatorScore, facts: PeriodFacts) -> PeriodScore:
    return next(each for each in score.periods if each.facts.period == facts.period)
