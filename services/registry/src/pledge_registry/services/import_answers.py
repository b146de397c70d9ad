"""What is answered about imports that ended."""

from uuid import UUID

from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.imports import Import, ImportIssue, ImportResult
from pledge_shared.errors import FieldError, ServiceError

from ..storage.imports import Ended
from .plan_imports import ImportOutcome

__all__ = ["failure_answer", "outcome_answer"]


def outcome_answer(import_id: UUID | None, state: Ended, outcome: ImportOutcome) -> bytes:
    """Return the answer about an import that went through."""
    result = ImportResult(
        **outcome.counts.model_dump(), versions=outcome.versions, sequence=outcome.sequence
    )
    return canonical_bytes(Import(id=import_id, state=state, result=result, issues=outcome.issues))


def failure_answer(import_id: UUID, error: Exception) -> bytes:
    """Say what kept an import out; of our own mistakes only that there was one."""
    found = [FieldError("", "internal_error", "Something broke on our side; the log holds it.")]
    if isinstance(error, ServiceError):
        found = [*error.errors] or [FieldError("", error.code, str(error))]
    issues = [
        ImportIssue(severity="error", pointer=item.pointer, code=item.code, message=item.message)
        for item in found
    ]
    return canonical_bytes(Import(id=import_id, state="failed", issues=issues))
