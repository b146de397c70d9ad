"""From a changed state of a plan to the scores that change with it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pledge_shared.canonical import canonical_bytes, digest_of
from pledge_shared.contracts.plan import Plan
from pledge_shared.contracts.project import Project

from ..engine.aggregate import row_of
from ..engine.reconciliation import Severity
from ..engine.result import ProjectResult
from ..engine.version import ENGINE_VERSION
from ..storage.feed import ScoreChange
from ..storage.inputs import Document, PlanInput
from ..storage.scores import Score
from . import rendering
from .project_facts import ScoredProject
from .schemes import scheme_digest
from .states import PlanState

__all__ = ["Judgement", "KnownProject", "PlanUpdate", "copy_of", "end_of", "judge_changes"]


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project's document, its digest, and the commit that made it."""

    project: ScoredProject
    digest: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanUpdate:
    """Everything one transaction writes about a plan; ``plan`` is None when it is gone."""

    code: str
    plan: PlanInput | None
    documents: tuple[Document, ...] = ()
    removed: frozenset[str] = field(default_factory=frozenset)
    changes: tuple[ScoreChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What differs from before, and the projects that could not be scored."""

    changes: tuple[ScoreChange, ...]
    unscored: frozenset[str]


def copy_of(document: Plan | Project) -> Document:
    """Return the copy that is kept of a document."""
    content = canonical_bytes(document)
    return Document(digest_of(content), document.object, content)


def judge_changes(
    head: PlanInput,
    plan: Plan,
    known: Mapping[str, KnownProject],
    *,
    targets: AbstractSet[str],
    previous: Mapping[str, Score],
) -> Judgement:
    """Score the targets and return what differs from before, gone scores last.

    A project that cannot be scored loses the score it had: that was of other facts.

    Parameters
    ----------
    known
        The targets' documents and those of all their parts.
    previous
        The present scores of the targets, and of projects that may be gone.
    """
    state = PlanState(plan, {code: each.project for code, each in known.items()})
    changes, unscored = [], set()
    for code in sorted(targets & known.keys()):
        result = state.try_score(code)
        if result is None:
            unscored.add(code)
            continue
        score = _score(head, state, known, result)
        before = previous.get(code)
        if before != score:
            changes.append(_change(head, state, score, is_new=before is None))
    gone = sorted((previous.keys() - known.keys()) | (previous.keys() & unscored))
    changes += [end_of(head, previous[code]) for code in gone]
    return Judgement(tuple(changes), frozenset(unscored))


def end_of(head: PlanInput, score: Score) -> ScoreChange:
    """Return the end of a score whose project is gone, or cannot be scored any more."""
    return ScoreChange(
        change="deleted",
        score=score,
        plan_version=head.version,
        plan_input=head.document.digest,
        part_versions={},
    )


def _change(
    head: PlanInput, state: PlanState[ScoredProject], score: Score, *, is_new: bool
) -> ScoreChange:
    return ScoreChange(
        change="created" if is_new else "changed",
        score=score,
        plan_version=head.version,
        plan_input=head.document.digest,
        part_versions={part.code: part.version for part in state.parts_of(score.row.code)},
    )


def _score(
    head: PlanInput,
    state: PlanState[ScoredProject],
    known: Mapping[str, KnownProject],
    result: ProjectResult,
) -> Score:
    code = result.project.code
    own = known[code]
    parts = [known[part.code].sequence for part in state.parts_of(code)]
    reason = result.score.reason
    return Score(
        project_id=own.project.id,
        version=own.project.version,
        input=own.digest,
        own_sequence=own.sequence,
        sequence=max(head.sequence, own.sequence, *parts),
        organization=head.organization,
        goal=own.project.goal,
        scored_on=result.on,
        scheme=result.scheme.name,
        scheme_digest=scheme_digest(result.scheme),
        engine_version=ENGINE_VERSION,
        reason=reason.value if reason else None,
        coverage=result.score.coverage,
        finding_errors=_count(result, Severity.ERROR),
        finding_warnings=_count(result, Severity.WARNING),
        finding_infos=_count(result, Severity.INFO),
        row=row_of(result),
        digest=rendering.digest_of(result),
    )


def _count(result: ProjectResult, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in result.findings)
