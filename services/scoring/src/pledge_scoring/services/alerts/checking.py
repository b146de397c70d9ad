"""Looks at projects: which alerts stand for each on a day, and when to look again."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import structlog

from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project
from pledge_shared.database.connections import ReadConnection

from ...engine.alerts import Alert, AlertCase, AlertRules, Earlier, find_alerts, next_day
from ...engine.facts import Kind
from ...engine.project import score_facts
from ...storage.alert_rates import earlier_rates
from ...storage.inputs import find_plan, project_inputs
from ...storage.scores import Score, scores_of
from ..inputs import project_facts, term_years
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
class _Asked:
    """One plan's projects with everything that their alerts depend on."""

    plan: Plan
    projects: Mapping[str, Project]
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
    found = await earlier_rates(history or connection, scores)
    asked = _Asked(
        plan=Plan.model_validate_json(head.document.document),
        projects=_by_code(each.document.document for each in inputs),
        scores=scores,
        earlier={code: Earlier(*each) for code, each in found.items()},
    )
    return await asyncio.to_thread(lambda: dict(_check(asked, day, rules)))


def _is(score: Score) -> bool:
    """Tell whether a project counts: a top-level one that is no pending one."""
    return score.row.parent is None and score.row.kind is not Kind.PENDING


def _by_code(documents: Iterable[bytes]) -> dict[str, Project]:
    projects = (Project.model_validate_json(document) for document in documents)
    return {project.code: project for project in projects}


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
    years, scheme = term_years(asked.plan), scheme_named(asked.plan.scheme)
    project = asked.projects[score.row.code]
    parts = [each for each in asked.projects.values() if each.parent == project.code]
    on = min(score.scored_on, day)
    return AlertCase(
        score=score_facts(
            project_facts(project, years),
            [project_facts(part, years) for part in parts],
            on=on,
            scheme=scheme,
        ),
        on=on,
        day=day,
        scheme=scheme,
        span=_span(asked.plan, project),
        earlier=asked.earlier.get(project.code),
    )


def _span(plan: Plan, project: Project) -> tuple[date, date] | None:
    """Return the days of the project where both ends are known, else those of the term."""
    own = project.period
    if own and own.start and own.end:
        return own.start, own.end
    return (plan.term.start, plan.term.end) if plan.term else None
