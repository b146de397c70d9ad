"""의결: a project is suspended (보류) or scrapped (폐기) only by a committee's resolution."""

from collections.abc import Container, Iterator

from pledge_shared.contracts.codes import Status
from pledge_shared.contracts.project import ProjectFacts
from pledge_shared.errors import FieldError, InvalidInputError

__all__ = ["ResolutionRequiredError", "may_need_resolution", "resolution_errors", "resolved"]

_BY_RESOLUTION = frozenset({Status.SUSPENDED, Status.SCRAPPED})

_REQUIRED = FieldError(
    "/status_resolution",
    "resolution_required",
    "Give the committee, number and date of the resolution to suspend or scrap the project.",
)
_UNEXPECTED = FieldError(
    "/status_resolution",
    "unexpected_resolution",
    "Only a status of suspended or scrapped stands on a resolution.",
)


class ResolutionRequiredError(InvalidInputError):
    """A project is suspended or scrapped without the resolution behind it."""

    code = "resolution_required"
    title = "A resolution is required"
    title_ko = "의결 정보가 필요합니다"

    def __init__(self) -> None:
        super().__init__(_REQUIRED.message, errors=(_REQUIRED,))


def _lacks_resolution(before: ProjectFacts | None, after: ProjectFacts) -> bool:
    """Tell whether a project took such a status, or lost its resolution, without one."""
    if after.status not in _BY_RESOLUTION or after.status_resolution is not None:
        return False
    unchanged = before is not None and before.status is after.status
    return not unchanged or (before is not None and before.status_resolution is not None)


def may_need_resolution(status: str) -> bool:
    """Tell whether a project of this status may have to have one."""
    return status in _BY_RESOLUTION


def resolution_errors(
    at: str, before: ProjectFacts | None, after: ProjectFacts
) -> Iterator[FieldError]:
    """Yield what is said of a project in a file, at ``at``, that lacks its resolution."""
    if _lacks_resolution(before, after):
        yield FieldError(at + _REQUIRED.pointer, _REQUIRED.code, _REQUIRED.message)


def resolved(before: ProjectFacts, after: ProjectFacts, *, given: Container[str]) -> ProjectFacts:
    """Hold a patched project to the rule; a resolution goes with the status it was for.

    Parameters
    ----------
    given
        The fields the patch set.

    Raises
    ------
    ResolutionRequiredError
        422: the status needs a resolution and has none.
    InvalidInputError
        422: one was given for a status that needs none.
    """
    if _lacks_resolution(before, after):
        raise ResolutionRequiredError
    if after.status in _BY_RESOLUTION or after.status_resolution is None:
        return after
    if "status_resolution" in given:
        raise InvalidInputError(_UNEXPECTED.message, errors=(_UNEXPECTED,))
    return after.model_copy(update={"status_resolution": None})
