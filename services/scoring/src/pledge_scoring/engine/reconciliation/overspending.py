"""SECURED_EXCEEDS_PLAN and EXECUTED_EXCEEDS_SECURED: more than the stage before it allows."""

from collections.abc import Iterable, Iterator

from ..facts import Amount, Stage
from .case import Case
from .finding import Finding, FindingCode, Hint, Severity

__all__ = ["executed_exceeds_secured", "secured_exceeds_plan"]

_Table = dict[str, dict[str, int]]


def secured_exceeds_plan(case: Case) -> Iterator[Finding]:
    """Find the periods for which more was secured than planned, over all sources."""
    return _find(
        case.project.amounts,
        (Stage.PLANNED, Stage.SECURED),
        FindingCode.SECURED_EXCEEDS_PLAN,
        Severity.WARNING,
    )


def executed_exceeds_secured(case: Case) -> Iterator[Finding]:
    """Find the periods in which more was spent than secured, over all sources."""
    return _find(
        case.project.amounts,
        (Stage.SECURED, Stage.EXECUTED),
        FindingCode.EXECUTED_EXCEEDS_SECURED,
        Severity.ERROR,
    )


def _find(
    amounts: Iterable[Amount], stages: tuple[Stage, Stage], code: FindingCode, severity: Severity
) -> Iterator[Finding]:
    given = tuple(amounts)
    limits, uses = (_by_period(given, stage) for stage in stages)
    for period in sorted(uses):
        # Without any amount in the stage before there is nothing to exceed.
        if period not in limits:
            continue
        limit, used = sum(limits[period].values()), sum(uses[period].values())
        if used > limit:
            yield Finding(
                code=code,
                severity=severity,
                subject=f"budget/{period}",
                reported=str(used),
                computed=str(limit),
                difference=str(limit - used),
                values=(("period", period), ("used_krw", str(used)), ("limit_krw", str(limit))),
                hints=tuple(_sources(limits[period], uses[period])),
            )


def _sources(limits: dict[str, int], uses: dict[str, int]) -> Iterator[Hint]:
    """Name the sources that are over."""
    for source in sorted(uses):
        limit = limits.get(source, 0)
        if uses[source] > limit:
            amounts = (("used_krw", str(uses[source])), ("limit_krw", str(limit)))
            yield Hint("source_exceeds", (("source", source), *amounts))


def _by_period(amounts: Iterable[Amount], stage: Stage) -> _Table:
    table: _Table = {}
    for amount in amounts:
        if amount.stage is stage and amount.krw is not None:
            sources = table.setdefault(amount.period.text, {})
            sources[amount.source] = sources.get(amount.source, 0) + amount.krw
    return table
