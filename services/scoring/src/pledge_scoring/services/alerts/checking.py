"""Looks at projects: which alerts stand for each on a day, and when to look again."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog
from pydantic_core import from_json

from pledge_shared.contracts.plan import Plan
from pledge_shared.database.connections import ReadConnection

from ...engine.alerts import Alert, AlertCase, AlertRules, Earlier, find_alerts, next_day
from ...engine.facts import Kind, Project
from ...engine.project import score_facts
from ...storage.alert_rates import earlier_rates
from ...storage.inputs import find_plan, project_inputs
from ...storage.scores import Score, scores_of
from ..inputs import term_years
from ..project_facts import TermYears, read_project
from ..schemes import scheme_named

__all__ = ["Checked", "check_plan"]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A project's alerts as of a day, and the first day on which they may be others."""

    project_id: UUID
    organization: str
    alerts: tuple[Alert, ...]
    recheck_on: date | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A project's facts, and its first and last day where both are known."""

    facts: Project
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One plan's projects with everything that their alerts depend on."""

    plan: Plan
    projects: Mapping[str, _Known]
    scores: Sequence[Score]
    earlier: Mapping[str, Earlier]


async def check_plan(
    connection: ReadConnection,
    plan: str,
    codes: Collection[str],
    *,
    day: date,
    rules: AlertRules,
    history: ReadConnection | None = None,
) -> dict[str, Checked]:
    """Return what stands for those of a plan's projects that count and have a score.

    Parameters
    ----------
    history
        Where the record of earlier scores is, if not beside the present ones.
    """
    head = await find_plan(connection, plan)
    scores = [score for score in await scores_of(connection, plan=plan, codes=codes) if _is(score)]
    if head is None or not scores:
        return {}
    inputs = await project_inputs(connection, plan, [score.row.code for score in scores])
    earlier = await earlier_rates(history or connection, scores)
    documents = [each.document.document for each in inputs]
    known = Plan.model_validate_json(head.document.document)

    def check() -> dict[str, Checked]:
        found = {code: Earlier(*each) for code, each in earlier.items()}
        asked = _Asked(known, _read(documents, term_years(known)), scores, found)
        return dict(_check(asked, day, rules))

    return await asyncio.to_thread(check)


def _is(score: Score) -> bool:
    """Tell whether a project counts: a top-level one that is no pending one."""
    return score.row.parent is None and score.row.kind is not Kind.PENDING


def _read(documents: Iterable[bytes], years: TermYears) -> dict[str, _Known]:
    known = {}
    for document in documents:
        project = read_project(document, years)
        known[project.code] = _Known(project.facts, _days(from_json(document).get("period")))
    return known


def _days(period: Mapping[str, str | None] | None) -> tuple[date, date] | None:
    start, end = (period.get("start"), period.get("end")) if period else (None, None)
    return (date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def _check(asked: _Asked, day: date, rules: AlertRules) -> Iterator[tuple[str, Checked]]:
    for score in asked.scores:
        code = score.row.code
        try:
            case = _case(asked, score, day)
            alerts, again = find_alerts(case, rules), next_day(case)
        except Exception:  # noqa: BLE001 - whatever it is, the others have alerts
            _log.exception("project cannot be checked", plan=asked.plan.code, project=code)
            alerts, again = (), None
        yield (
            code,
            Checked(
                project_id=score.project_id,
                organization=score.organization,
                alerts=alerts,
                recheck_on=again,
            ),
        )


def _case(asked: _Asked, score: Score, day: date) -> AlertCase:
    plan, scheme = asked.plan, scheme_named(asked.plan.scheme)
    project = asked.projects[score.row.code]
    parts = [each.facts for each in asked.projects.values() if each.facts.parent == score.row.code]
    on = min(score.scored_on, day)
    term = (plan.term.start, plan.term.end) if plan.term else None
    return AlertCase(
        score=score_facts(project.facts, parts, on=on, scheme=scheme),
        on=on,
        day=day,
        span=project.days or term,
        earlier=asked.earlier.get(score.row.code),
    )
