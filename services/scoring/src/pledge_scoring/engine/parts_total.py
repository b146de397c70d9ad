"""PARTS_TOTAL: a parent's numeric targets against the sum over its sub-projects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .facts import Indicator, Project

__all__ = ["PartsTotal", "check_parts_total"]

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PartsTotal:
    """One unit and period: what the parent promises, and what its parts add up to."""

    unit: str
    period: str
    printed: Fraction
    total: Fraction

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.printed == self.total


def check_parts_total(project: Project, parts: Sequence[Project]) -> tuple[PartsTotal, ...] | None:
    """Compare per unit and period; None unless the parent and every part have numbers."""
    promised = _targets([project]) if parts else {}
    if not promised or not all(_targets([part]) for part in parts):
        return None
    total = _targets(parts)
    return tuple(
        PartsTotal(unit, period, printed, total.get((unit, period), Fraction(0)))
        for (unit, period), printed in sorted(promised.items())
    )


def _targets(projects: Iterable[Project]) -> dict[_Key, Fraction]:
    sums: dict[_Key, Fraction] = {}
    for project in projects:
        for indicator in project.indicators:
            for key, value in _numbers(indicator):
                sums[key] = sums.get(key, Fraction(0)) + value
    return sums


def _numbers(indicator: Indicator) -> Iterable[tuple[_Key, Fraction]]:
    # Ratios of parts do not add up to the ratio of the whole.
    if indicator.unit is None or indicator.unit == "%" or indicator.is_ratio:
        return
    for facts in indicator.periods:
        if facts.target is not None and facts.target.value is not None:
            yield (indicator.unit, facts.period.text), facts.target.value
