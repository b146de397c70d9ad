"""The rules of alerts as an edition gives them: thresholds, and whom each is not for."""

from dataclasses import dataclass
from fractions import Fraction

from ..facts import Status
from ..reasons import Reason
from .alert import Severity

__all__ = ["AlertRules", "BehindSchedule", "Falling", "NotComputable", "Rule", "Stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How much it matters, and the declared statuses that it leaves alone."""

    severity: Severity
    not_for: frozenset[Status] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindSchedule(Rule):
    """Points of a percentage that something may be short of what is needed; None asks nothing."""

    targets_due: Fraction | None
    elapsed_time: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling(Rule):
    """Points that a rate has to be lower than at the reporting date before."""

    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale(Rule):
    """How many periods that were due may be without any report."""

    periods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotComputable(Rule):
    """The reasons for a null rate that somebody can do something about."""

    reasons: frozenset[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """One edition of the rules."""

    name: str
    behind_schedule: BehindSchedule
    falling: Falling
    stale: Stale
    not_computable: NotComputable
