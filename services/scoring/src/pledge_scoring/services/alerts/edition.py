"""The edition of the rules of alerts that is in force: the one that ships with the product."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.alerts import AlertRule, AlertRulesDocument, PointThreshold

from ...engine.alerts import AlertRules, BehindSchedule, Falling, NotComputable, Stale
from ...engine.facts import Status
from ...engine.reasons import Reason
from ...engine.reconciliation import Severity

__all__ = ["AlertEdition", "current_edition", "edition_from"]

_CURRENT = Path(__file__).resolve().parents[6] / "data" / "alerts" / "alert-default-1.json"


@dataclass(frozen=True, slots=True)
class AlertEdition:
    """Rules, and the bytes they are published as; the digest tells one content from another."""

    rules: AlertRules
    body: bytes
    digest: str


@cache
def current_edition() -> AlertEdition:
    """Return the edition in force."""
    return edition_from(_CURRENT.read_bytes())


def edition_from(content: bytes) -> AlertEdition:
    """Read an edition that was published as data."""
    document = AlertRulesDocument.model_validate_json(content)
    body = canonical_bytes(document)
    return AlertEdition(_rules(document), body, digest_of(body))


def _rules(document: AlertRulesDocument) -> AlertRules:
    behind, falling = document.behind_schedule, document.falling
    stale, null = document.stale, document.not_computable
    return AlertRules(
        name=document.name,
        behind_schedule=BehindSchedule(
            severity=Severity(behind.severity),
            not_for=_statuses(behind),
            targets_due=_points(behind.targets_due),
            elapsed_time=_points(behind.elapsed_time),
        ),
        falling=Falling(
            severity=Severity(falling.severity),
            not_for=_statuses(falling),
            points=Fraction(falling.threshold.points),
        ),
        stale=Stale(
            severity=Severity(stale.severity),
            not_for=_statuses(stale),
            periods=stale.threshold.periods,
        ),
        not_computable=NotComputable(
            severity=Severity(null.severity),
            not_for=_statuses(null),
            reasons=frozenset(Reason(code) for code in null.reasons),
        ),
    )


def _statuses(rule: AlertRule) -> frozenset[Status]:
    return frozenset(Status(code) for code in rule.not_for)


def _points(threshold: PointThreshold | None) -> Fraction | None:
    return None if threshold is None else Fraction(threshold.points)
