"""Findings and hints, with their words."""

from pledge_shared.contracts.scoring import Finding, Hint

from ...engine.reconciliation import Finding as FindingValue
from ...engine.reconciliation import Hint as HintValue
from ..wording import Language, sentence

__all__ = ["render_finding", "render_hint"]


def render_finding(finding: FindingValue, language: Language) -> Finding:
    """Show a finding; the words are made of its values."""
    return Finding(
        code=finding.code,
        severity=finding.severity.value,
        subject=finding.subject,
        reported=finding.reported,
        computed=finding.computed,
        difference=finding.difference,
        cause=finding.cause,
        message=sentence(language, f"finding.{finding.code}", dict(finding.values)),
        hints=tuple(render_hint(hint, language) for hint in finding.hints),
    )


def render_hint(hint: HintValue, language: Language) -> Hint:
    """Show a hint."""
    return Hint(
        code=hint.code,
        values=dict(hint.values),
        text=sentence(language, f"hint.{hint.code}", dict(hint.values)),
    )
