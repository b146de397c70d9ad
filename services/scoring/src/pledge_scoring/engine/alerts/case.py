"""What a rule of alerts may look at: one project, scored, with its dates and its rate before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..indicators import IndicatorScore
from ..project import ProjectScore
from .rules import Rule

__all__ = ["AlertCase", "Earlier"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last rate (percent) that stood at the reporting date before, by the same scheme."""

    on: date
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCase:
    """A project as of ``on``: the plan's reporting date, or ``day`` while that is still to come.

    Attributes
    ----------
    day
        On which it is asked; alerts know no other clock.
    span
        First and last day of the project, or else of the plan's term.
    """

    score: ProjectScore
    on: date
    day: date
    span: tuple[date, date] | None = None
    earlier: Earlier | None = None

    def indicators(self, rule: Rule | None = None) -> Iterator[tuple[str, IndicatorScore]]:
        """Yield the indicators that the project is scored by, each with its subject.

        Those of a part are left out if the rule leaves the part's status alone.
        """
        for indicator in self.score.indicators:
            yield f"indicators/{indicator.facts.code}", indicator
        if not self.score.indicators:
            for part in self.score.parts:
                if rule is None or part.project.status not in rule.not_for:
                    owner = f"projects/{part.project.code}"
                    for indicator in part.indicators:
                        yield f"{owner}/indicators/{indicator.facts.code}", indicator
