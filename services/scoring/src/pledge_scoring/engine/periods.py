"""One period of one indicator: is it expected, is it due, and what is its rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .facts import Actual, Indicator, Period, PeriodFacts, Target
from .methods import METHODS, Method, Observation
from .numbers import clamp
from .reasons import Reason
from .scheme import Scheme

__all__ = ["WHOLE", "PeriodScore", "numbers", "score_periods"]

WHOLE = Fraction(100)
"""A target met: 100 percent."""

_NOTHING = Fraction(0)
_FARTHEST_BACK = 50
"""How many periods before its own a method may look at."""

_MONTHS_OF_YEAR = 12

History = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodScore:
    """A period with its rate, or the reason there is none. Rates are percentages."""

    facts: PeriodFacts
    expected: bool
    due: bool
    method: str | None = None
    substitution: str = ""
    raw_rate: Fraction | None = None
    rate: Fraction | None = None
    reason: Reason | None = None

    @property
    def over_achieved(self) -> bool:
        """초과달성: the target was more than met."""
        return self.raw_rate is not None and self.raw_rate > WHOLE

    @property
    def clamped(self) -> bool:
        """Whether the scheme's cap (or 0) took something away."""
        return self.raw_rate != self.rate

    @property
    def reported_rate(self) -> Decimal | None:
        """The authority's own rate for the period."""
        return self.facts.actual.reported_rate if self.facts.actual else None


def score_periods(indicator: Indicator, *, on: date, scheme: Scheme) -> tuple[PeriodScore, ...]:
    """Score every period of an indicator as of the scoring date ``on``."""
    endings = [
        facts.period.first_day for facts in indicator.periods if facts.target and facts.target.ends
    ]
    ended = min(endings, default=None)
    past: dict[str, History] = {}
    if any(METHODS[name].looks_back for name in scheme.methods):
        past = _histories(indicator)
    return tuple(
        _score_period(
            indicator,
            facts,
            history=past.get(facts.period.text, ()),
            expected=_is_expected(facts, ended),
            on=on,
            scheme=scheme,
        )
        for facts in sorted(indicator.periods, key=lambda facts: facts.period.first_day)
    )


def _score_period(
    indicator: Indicator,
    facts: PeriodFacts,
    *,
    history: History,
    expected: bool,
    on: date,
    scheme: Scheme,
) -> PeriodScore:
    if not expected:
        return PeriodScore(facts=facts, expected=False, due=False, reason=Reason.NO_TARGET)
    if facts.period.last_day > on and not _reported(facts):
        return PeriodScore(facts=facts, expected=True, due=False, reason=Reason.NOT_DUE)
    seen = observe(indicator, facts, history)
    for name in scheme.methods:
        if METHODS[name].applies(seen):
            return _apply(name, facts, seen, scheme)
    reason = _why_nothing_applies(facts, seen, METHODS[scheme.methods[0]])
    return PeriodScore(facts=facts, expected=True, due=True, reason=reason)


def _is_expected(facts: PeriodFacts, ended: date | None) -> bool:
    """Tell whether anything is expected of a period; ``ended`` is where 사업종료 was marked.

    Nothing is expected after that period. In it a number counts, but words alone only tell of
    the end.
    """
    if ended is None or facts.period.first_day < ended:
        return _promised(facts) or _reported(facts)
    measured = facts.actual is not None and facts.actual.measures
    return facts.period.first_day == ended and (_promised(facts) or measured)


def _promised(facts: PeriodFacts) -> bool:
    return facts.target is not None and facts.target.promises


def _reported(facts: PeriodFacts) -> bool:
    return facts.actual is not None and facts.actual.reports


def _apply(name: str, facts: PeriodFacts, seen: Observation, scheme: Scheme) -> PeriodScore:
    outcome = METHODS[name].score(seen)
    raw = outcome.raw_rate
    return PeriodScore(
        facts=facts,
        expected=True,
        due=True,
        method=name,
        substitution=outcome.substitution,
        raw_rate=raw,
        rate=None if raw is None else clamp(raw, _NOTHING, scheme.cap),
        reason=outcome.reason,
    )


def observe(indicator: Indicator, facts: PeriodFacts, history: History = ()) -> Observation:
    """Return what a method may look at in one period, with the actuals of those before."""
    target, actual = numbers(indicator, facts)
    met, of = _counts(facts)
    return Observation(
        target=target,
        actual=actual,
        direction=indicator.direction,
        tolerance=indicator.tolerance,
        baseline=indicator.baseline,
        history=history,
        stages=indicator.stages,
        stage=facts.actual.stage if facts.actual else None,
        judgement=facts.actual.text if facts.actual else None,
        met=met,
        of=of,
        reported_rate=facts.actual.reported_rate if facts.actual else None,
    )


def _histories(indicator: Indicator) -> dict[str, History]:
    """Return for each period the actuals of those before it, oldest first, None for a gap."""
    known = {_place(facts.period): numbers(indicator, facts)[1] for facts in indicator.periods}
    first = min(known, default=0)
    return {
        facts.period.text: tuple(
            known.get(place) for place in range(max(first, here - _FARTHEST_BACK), here)
        )
        for facts in indicator.periods
        for here in (_place(facts.period),)
    }


def _place(period: Period) -> int:
    """Return the number of a period; those of one length side by side differ by one."""
    first, last = (
        day.year * _MONTHS_OF_YEAR + day.month for day in (period.first_day, period.last_day)
    )
    return (first - 1) // (last - first + 1)


def _counts(facts: PeriodFacts) -> tuple[Fraction | None, Fraction | None]:
    """Return how many were met, of how many: as reported, else of how many were promised."""
    actual, target = facts.actual, facts.target
    of = actual.denominator if actual else None
    if of is None and target is not None:
        of = target.denominator
    return actual.numerator if actual else None, of


def numbers(indicator: Indicator, facts: PeriodFacts) -> tuple[Fraction | None, Fraction | None]:
    """Return target and actual as numbers of one kind.

    A ratio stands as its quotient, in percent where the unit is ``%``. Where no ratio was
    promised, the whole denominator was: numerator against denominator.
    """
    scale = WHOLE if indicator.unit == "%" else Fraction(1)
    target = _number(facts.target, scale)
    actual = _number(facts.actual, scale)
    if target is None and facts.actual is not None and facts.actual.value is None:
        denominator = facts.actual.denominator
        if denominator is None and facts.target is not None:
            denominator = facts.target.denominator
        return denominator, facts.actual.numerator
    return target, actual


def _number(said: Target | Actual | None, scale: Fraction) -> Fraction | None:
    if said is None or said.value is not None:
        return said.value if said else None
    if said.numerator is None or not said.denominator:
        return None
    return scale * said.numerator / said.denominator


def _why_nothing_applies(facts: PeriodFacts, seen: Observation, wanted: Method) -> Reason:
    """Say why no method of the scheme could be used; ``wanted`` is the first of them."""
    if not _reported(facts):
        return Reason.NO_ACTUAL
    if seen.actual is not None and (seen.target is not None or not _promised(facts)):
        # The numbers are there, so it is something else that the method misses.
        return wanted.score(seen).reason or Reason.NO_TARGET
    return Reason.TEXT_ONLY
