"""Leave one out: how a project's rate stands without each of what it is made of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..project import ProjectScore
from .overlay import Case

__all__ = ["LeftOut", "leave_one_out"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The score without an indicator, a period of one, or a sub-project, named by ``subject``."""

    subject: str
    score: ProjectScore
    difference: Fraction | None
    """Rate without it less the rate with it, in points."""


def leave_one_out(
    case: Case, base: ProjectScore, indicators: Collection[str] | None = None
) -> tuple[LeftOut, ...]:
    """Score a project without each indicator, each pair of target and actual, each sub-project.

    What leaves no rate stands first, then what moves the rate most.

    Parameters
    ----------
    base
        The score of the case.
    indicators
        Codes of the indicators to leave out; all, and the sub-projects, without.
    """
    found = []
    for subject, without in _cases(case, base, indicators):
        score = without.score()
        found.append(LeftOut(subject, score, _less(score.rate_exact, base.rate_exact)))
    return tuple(sorted(found, key=_by_weight))


def _cases(
    case: Case, base: ProjectScore, indicators: Collection[str] | None
) -> Iterator[tuple[str, Case]]:
    """Yield what is left out, with the case without it; what is not due is no part of the rate."""
    for indicator in base.indicators:
        code = indicator.facts.code
        if indicators is not None and code not in indicators:
            continue
        yield f"indicators/{code}", case.without(code)
        for period in indicator.periods:
            if period.due:
                text = period.facts.period.text
                yield f"indicators/{code}/{text}", case.without(code, text)
    if not base.indicators:
        for part in base.parts:
            yield f"projects/{part.project.code}", case.without_part(part.project.code)


def _less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _by_weight(left: LeftOut) -> tuple[bool, Fraction, str]:
    return left.difference is not None, -abs(left.difference or Fraction(0)), left.subject
