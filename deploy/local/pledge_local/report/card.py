"""One project's card."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from pledge_shared.contracts.codes import LineageKind, Status
from pledge_shared.contracts.scoring import (
    AchievementScore,
    Check,
    Finding,
    Funding,
    IndicatorAchievement,
    ProjectAchievement,
)

from .words import (
    coverage_text,
    money_rate_text,
    percent,
    range_text,
    weight_coverage_text,
    won,
)

__all__ = ["CardReport"]


class CardReport:
    """A card as the gateway answers it, for the terminal."""

    def __init__(self, card: Mapping[str, Any]) -> None:
        self._card = card

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Print facts, score, money and findings."""
        yield from _heading(self._card)
        yield from _past(self._card["project"])
        if self._card.get("score") is None:
            yield Text("No score: scoring does not answer. What is shown are the registry's facts.")
            return
        achievement = ProjectAchievement.model_validate(self._card)
        yield _score_table(achievement.score)
        yield ""
        yield _indicator_table(achievement.score.indicators)
        yield ""
        yield _funding_table(achievement.funding)
        yield from _check_lines(achievement.checks)
        yield from _finding_lines(achievement.findings)


def _heading(card: Mapping[str, Any]) -> Iterable[Text]:
    plan, project = card["plan"], card["project"]
    status = next(each for each in Status if each == project["status"])
    yield Text(f"{project['title']} ({project['code']})", style="bold")
    yield Text(f"{plan['title']} ({plan['code']}), reporting date {plan['reporting_date']}")
    yield Text(
        f"{status.ko} ({status}), version {project['version']}, answer {card['completeness']}\n"
    )


def _past(project: Mapping[str, Any]) -> Iterable[Text]:
    """Tell what became of the promise: adjustments by a committee, splits, merges, new names."""
    lines = [
        f"Adjusted (No. {each['number']}, {each['resolution']['committee']} "
        f"{each['resolution']['number']}, {each['resolution']['date']}): "
        + ", ".join(field["field"] for field in each["fields"])
        for each in project.get("adjustments", ())
    ]
    lines += [_step(entry) for entry in project.get("lineage", ())]
    if lines:
        yield Text("\n".join(lines) + "\n")


def _step(entry: Mapping[str, Any]) -> str:
    if entry["kind"] == LineageKind.RENAME:
        return f"Renamed on {entry['date']}: {entry['title_before']} → {entry['title_after']}"
    done = {LineageKind.SPLIT: "Split", LineageKind.MERGE: "Merged"}[entry["kind"]]
    kept = f"; accepted: {', '.join(entry['differences'])}" if entry["differences"] else ""
    return f"{done} from {', '.join(entry['predecessors'])} on {entry['date']}{kept}"


def _pairs(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*row)
    return table


def _score_table(score: AchievementScore) -> Table:
    of = f" = {score.numerator} / {score.denominator}" if score.numerator else ""
    return _pairs(
        [
            ("Rate", f"{percent(score.rate, score.reason)}  {score.rate_name}{of}"),
            ("Printed", percent(score.reported_rate)),
            ("Coverage", weight_coverage_text(score.coverage)),
            ("Range", range_text(score.range)),
            ("On", f"{score.on}, scheme {score.scheme}"),
        ]
    )


def _indicator_table(indicators: Iterable[IndicatorAchievement]) -> Table:
    table = Table("Indicator", "Rate", "Printed", "Coverage", "Range", box=None, pad_edge=False)
    for each in indicators:
        table.add_row(
            f"{each.name} ({each.code})",
            percent(each.rate, each.reason),
            percent(each.reported_rate),
            coverage_text(each.coverage),
            range_text(each.range),
        )
    return table


def _funding_table(funding: Funding) -> Table:
    return _pairs(
        [
            ("Planned", won(funding.planned_krw)),
            ("Secured", won(funding.secured_krw)),
            ("funding_rate_total", money_rate_text(funding.funding_rate_total)),
            ("funding_rate_in_term", money_rate_text(funding.funding_rate_in_term)),
            ("funding_rate_to_date", money_rate_text(funding.funding_rate_to_date)),
        ]
    )


def _check_lines(checks: Iterable[Check]) -> Iterable[Text]:
    for check in checks:
        yield Text(f"{check.code}: {check.passed} of {check.of} agree")


def _finding_lines(findings: tuple[Finding, ...]) -> Iterable[Text]:
    yield Text(f"\nFindings: {len(findings)}", style="bold")
    for finding in findings:
        cause = f" ({finding.cause})" if finding.cause else ""
        yield Text(f"  {finding.code} {finding.subject}{cause}")
        yield Text(f"      {finding.message}")
        for hint in finding.hints:
            yield Text(f"      {hint.text}")
