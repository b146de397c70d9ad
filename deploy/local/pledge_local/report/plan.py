"""One plan's dashboard in a few lines."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from pledge_shared.contracts.achievement_set import Counted, CountRate, MeanProgress, NamedRates
from pledge_shared.contracts.codes import Status
from pledge_shared.contracts.scoring import Check, Funding, ScoredModel

from .words import MISSING, money_rate_text, percent, won

__all__ = ["PlanReport"]


class _Head(ScoredModel):
    code: str
    title: str
    reporting_date: str


class _Dashboard(ScoredModel):
    """What is shown of a dashboard; the gateway sends more."""

    plan: _Head
    counted: Counted
    status_counts: dict[str, int]
    rates: NamedRates
    funding: Funding
    checks: tuple[Check, ...]


class PlanReport:
    """A dashboard as the gateway answers it, for the terminal."""

    def __init__(self, dashboard: Mapping[str, Any]) -> None:
        self._dashboard = _Dashboard.model_validate(dashboard)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Print counts, named rates and sums."""
        plan = self._dashboard.plan
        yield Text(f"{plan.title} ({plan.code}), {plan.reporting_date}", style="bold")
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for row in self._rows():
            table.add_row(*row)
        yield table

    def _rows(self) -> Iterable[tuple[str, str]]:
        shown = self._dashboard
        counted, rates, funding = shown.counted, shown.rates, shown.funding
        apart = f"{counted.sub} sub-projects, {counted.pending} pending apart"
        yield "  projects", f"{counted.top_level} counted, {apart}"
        yield "  status", _statuses(shown.status_counts)
        yield "  completion_rate", _count_rate(rates.completion_rate)
        yield "  on_track_rate", _count_rate(rates.on_track_rate)
        yield "  mean_progress", _mean(rates.mean_progress)
        yield "  money", f"planned {won(funding.planned_krw)}, secured {won(funding.secured_krw)}"
        yield "  funding_rate_total", money_rate_text(funding.funding_rate_total)
        yield "  funding_rate_in_term", money_rate_text(funding.funding_rate_in_term)
        yield "  funding_rate_to_date", money_rate_text(funding.funding_rate_to_date)
        for check in shown.checks:
            yield f"  {check.code}", f"{check.passed} of {check.of} agree"


def _statuses(counts: Mapping[str, int]) -> str:
    named = [f"{each.ko} {counts[each]}" for each in Status if counts.get(each)]
    return ", ".join(named) or MISSING


def _count_rate(rate: CountRate) -> str:
    if rate.percent is None:
        return percent(None, rate.reason)
    return f"{rate.percent} % ({rate.numerator} of {rate.denominator})"


def _mean(mean: MeanProgress) -> str:
    coverage = f", coverage {mean.coverage.percent} %" if mean.coverage else ""
    return f"{percent(mean.percent, mean.reason)}{coverage}"
