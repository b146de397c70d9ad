"""A run as it is shown."""

from pledge_shared.contracts.evaluations import Evaluation, EvaluationPins, ScheduledRun

from ...storage.evaluations import EvaluationRow

__all__ = ["shown"]

_AS_THEY_ARE = (
    "done",
    "total",
    "revises",
    "revised_by",
    "owner",
    "created_at",
    "finished_at",
    "failure",
    "published_at",
    "publisher",
)


def shown(row: EvaluationRow) -> Evaluation:
    """Return a run with what it was pinned to; one that a worker has begun is running."""
    pins = EvaluationPins.model_validate_json(row.pins)
    running = row.state == "queued" and row.started_at is not None
    return Evaluation.model_validate(
        {
            "id": row.id,
            "state": "running" if running else row.state,
            "subject": pins.subject,
            "scheme": pins.scheme.name,
            "scheme_digest": pins.scheme.digest,
            "on": pins.on,
            "sequence": pins.sequence,
            "view": pins.view,
            "engine": pins.engine,
            "snapshot": pins.snapshot,
            "pins": row.pins_digest,
            "results": row.results_digest,
            "scheduled": _scheduled(row),
            **{name: getattr(row, name) for name in _AS_THEY_ARE},
        }
    )


def _scheduled(row: EvaluationRow) -> ScheduledRun | None:
    if row.schedule is None or row.period is None:
        return None
    return ScheduledRun(schedule=row.schedule, period=row.period, predecessor=row.predecessor)
