"""Changing one project: its scalars, or one actual."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pledge_shared.contracts.indicator import Actual, ActualFields, Indicator
from pledge_shared.contracts.project import ProjectFacts, ProjectScalars
from pledge_shared.database.connections import Database
from pledge_shared.errors import FieldError, InvalidInputError, json_pointer
from pledge_shared.validation import validated

from ..domain.versions import Author, Stored
from ..errors import UnknownIndicatorError
from .work import unit_of_work

__all__ = ["ProjectEditor", "Written"]

CheckVersion = Callable[[Stored], None]
"""Raises unless the caller has seen this version (If-Match)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A project after a write, and the commit that made it so."""

    document: Stored
    sequence: int


class ProjectEditor:
    """Edits projects, each time in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def patch(
        self, plan: str, code: str, patch: Any, *, seen: CheckVersion, author: Author
    ) -> Written:
        """Merge a patch (RFC 7396) into a project's scalars.

        Raises
        ------
        InvalidInputError
            422: a field is unknown or not a scalar, or the result breaks a rule.
        PreconditionFailedError
            412, from ``seen``.
        """

        def merged(facts: ProjectFacts) -> ProjectFacts:
            _check_patchable(patch)
            before = facts.model_dump(mode="json")
            after = {key: _merge(before.get(key), value) for key, value in patch.items()}
            defaults = {key: value for key, value in after.items() if value is not None}
            kept = {key: value for key, value in before.items() if key not in patch}
            return validated(ProjectFacts, kept | defaults)

        return await self._change(plan, code, merged, seen, author)

    async def put_actual(
        self,
        plan: str,
        code: str,
        place: tuple[str, str],
        reported: Any,
        *,
        seen: CheckVersion,
        author: Author,
    ) -> tuple[Actual, Written]:
        """Replace what was reported for one indicator and period.

        Raises
        ------
        PreconditionFailedError
            412, from ``seen``; before what was reported is looked at.
        InvalidInputError
            422: what was reported breaks a rule.
        """
        indicator, period = place

        def replaced(facts: ProjectFacts) -> ProjectFacts:
            actual = _actual(period, reported)
            if indicator not in {item.code for item in facts.indicators}:
                raise UnknownIndicatorError
            items = [
                _with_actual(item, actual) if item.code == indicator else item
                for item in facts.indicators
            ]
            return validated(
                ProjectFacts,
                facts.model_dump(mode="json")
                | {"indicators": [item.model_dump(mode="json") for item in items]},
            )

        written = await self._change(plan, code, replaced, seen, author)
        return _actual(period, reported), written

    async def _change(
        self,
        plan: str,
        code: str,
        change: Callable[[ProjectFacts], ProjectFacts],
        seen: CheckVersion,
        author: Author,
    ) -> Written:
        async with unit_of_work(self._database, author) as work:
            old = await work.project(plan, code)
            seen(old)
            before = ProjectFacts.model_validate_json(old.facts)
            after = change(before)
            if after == before:
                return Written(old, old.sequence)
            await work.change_project(old, after)
        written = work.written(old.entity_id)
        return Written(written, written.sequence)


def _check_patchable(patch: Any) -> None:
    if not isinstance(patch, dict):
        message = "A merge patch is an object."
        raise InvalidInputError(message, errors=(FieldError("", "dict_type", message),))
    errors = tuple(
        FieldError(
            json_pointer([key]),
            "unknown_field",
            "PATCH changes scalars; parts have their own URLs.",
        )
        for key in patch
        if key not in ProjectScalars.model_fields
    )
    if errors:
        raise InvalidInputError("The patch names fields that cannot be patched.", errors=errors)


def _merge(before: Any, patch: Any) -> Any:
    """Return the value after a merge patch: null removes, objects merge, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(before) if isinstance(before, dict) else {}
    for key, value in patch.items():
        merged[key] = _merge(merged.get(key), value)
    return merged


def _actual(period: str, reported: Any) -> Actual:
    fields = validated(ActualFields, reported)
    return validated(Actual, fields.model_dump(mode="json") | {"period": period})


def _with_actual(indicator: Indicator, actual: Actual) -> Indicator:
    others = tuple(item for item in indicator.actuals if item.period != actual.period)
    return indicator.model_copy(update={"actuals": (*others, actual)})
