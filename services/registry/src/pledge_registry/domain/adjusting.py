"""공약 조정 심의: what an adjustment would change, whether that still stands, and its states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pledge_shared.contracts.adjustments import AdjustedTarget, AdjustmentStepName
from pledge_shared.contracts.codes import AdjustmentState, Status
from pledge_shared.contracts.indicator import Indicator, Target
from pledge_shared.contracts.project import (
    AdjustedField,
    Adjustment,
    ProjectFacts,
    ProjectScalars,
    Resolution,
)
from pledge_shared.errors import FieldError, InvalidInputError
from pledge_shared.validation import validated

from .patching import check_patch, merge_patch

__all__ = ["PERMITTED", "adjusted", "still_stands", "wanted_changes"]

PERMITTED: Mapping[AdjustmentState, tuple[AdjustmentStepName, ...]] = MappingProxyType(
    {
        AdjustmentState.PROPOSED: ("consult", "withdraw"),
        AdjustmentState.CONSULTED: ("consult", "decide", "withdraw"),
        AdjustmentState.APPROVED: (),
        AdjustmentState.REJECTED: (),
        AdjustmentState.WITHDRAWN: (),
    }
)
"""Nothing is decided before somebody was consulted, and nothing follows a decision."""

_PATCHABLE = {*ProjectScalars.model_fields, "contents"} - {"status_resolution"}
_TARGETS = "targets"
_BY_RESOLUTION = {Status.SUSPENDED, Status.SCRAPPED}


def wanted_changes(
    project: ProjectFacts, patch: Any, targets: Sequence[AdjustedTarget]
) -> tuple[AdjustedField, ...]:
    """Return each field that would differ, before and after.

    Raises
    ------
    InvalidInputError
        422: the changes name what cannot be adjusted, break a rule, or change nothing.
    """
    merged = _with_targets(_patched(project, patch), targets)
    fields = [*patch, _TARGETS] if targets else [*patch]
    pairs = [
        (name, _stated(project, name, targets), _stated(merged, name, targets)) for name in fields
    ]
    changed = tuple(
        AdjustedField(field=name, before=before, after=after)
        for name, before, after in pairs
        if before != after
    )
    if not changed:
        message = "The project says this already."
        raise InvalidInputError(message, errors=(FieldError("/patch", "unchanged", message),))
    return changed


def _patched(project: ProjectFacts, patch: Any) -> ProjectFacts:
    try:
        return merge_patch(project, check_patch(patch, _PATCHABLE))
    except InvalidInputError as error:
        errors = tuple(replace(each, pointer=f"/patch{each.pointer}") for each in error.errors)
        raise InvalidInputError(str(error), errors=errors) from None


def still_stands(project: ProjectFacts, fields: Iterable[AdjustedField]) -> bool:
    """Tell whether the project still says what an adjustment would change."""
    return all(_stated(project, each.field, _targets(each)) == each.before for each in fields)


def adjusted(project: ProjectFacts, adjustment: Adjustment) -> ProjectFacts:
    """Return a project as an approved adjustment makes it; it remembers the adjustment.

    Raises
    ------
    InvalidInputError
        422: the result breaks a rule, because of what else changed since.
    """
    changes = {each.field: each.after for each in adjustment.fields if each.field != _TARGETS}
    targets = [cell for each in adjustment.fields for cell in _targets(each)]
    if "status" in changes:
        changes["status_resolution"] = _behind(changes["status"], adjustment.resolution)
    after = _with_targets(merge_patch(project, changes), targets)
    return after.model_copy(update={"adjustments": (*project.adjustments, adjustment)})


def _behind(status: str, resolution: Resolution) -> dict[str, Any] | None:
    return resolution.model_dump(mode="json") if status in _BY_RESOLUTION else None


def _targets(field: AdjustedField) -> Sequence[AdjustedTarget]:
    if field.field != _TARGETS:
        return ()
    return [AdjustedTarget.model_validate(cell) for cell in field.after]


def _stated(project: ProjectFacts, name: str, cells: Sequence[AdjustedTarget]) -> Any:
    """Return what a project says in a field; of targets, in the places of some cells."""
    if name != _TARGETS:
        return project.model_dump(mode="json", include={name}).get(name)
    places = {(cell.indicator, cell.period) for cell in cells}
    return [
        {"indicator": indicator.code, **target.model_dump(mode="json", exclude_defaults=True)}
        for indicator in project.indicators
        for target in indicator.targets
        if (indicator.code, target.period) in places
    ]


def _with_targets(project: ProjectFacts, cells: Sequence[AdjustedTarget]) -> ProjectFacts:
    """Put targets in the places of those of their indicators and periods."""
    if not cells:
        return project
    known = {indicator.code for indicator in project.indicators}
    unknown = [
        FieldError(
            f"/targets/{index}/indicator", "unknown_indicator", "There is no such indicator."
        )
        for index, cell in enumerate(cells)
        if cell.indicator not in known
    ]
    if unknown:
        raise InvalidInputError("A target is of no indicator; see errors.", errors=tuple(unknown))
    indicators = [_adjusted(indicator, cells) for indicator in project.indicators]
    return validated(ProjectFacts, dict(project) | {"indicators": indicators})


def _adjusted(indicator: Indicator, cells: Sequence[AdjustedTarget]) -> Indicator:
    new = [
        Target.model_validate(cell.model_dump(exclude={"indicator"}))
        for cell in cells
        if cell.indicator == indicator.code
    ]
    periods = {target.period for target in new}
    kept = [target for target in indicator.targets if target.period not in periods]
    return validated(Indicator, dict(indicator) | {_TARGETS: (*kept, *new)}) if new else indicator
