"""What keeps a write from changing targets and actuals: closed periods, and waiting for review."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import NoReturn
from uuid import UUID

from pledge_shared.contracts.indicator import Actual
from pledge_shared.database.connections import WriteConnection
from pledge_shared.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    ServiceError,
)

from ..domain.periods import Calendar, Lock, lock_of, lock_on
from ..domain.reporting import ActualPlace, touched
from ..domain.workflow import Refusal, write_refusal
from ..storage.periods import WriteRules, read_calendar, write_rules
from ..storage.projects import ProjectChange

__all__ = ["Writer", "check_writable", "explain", "refuse"]

_MOST_ERRORS = 1_000
"""Of one refused write; an import may have a thousand times as many."""


class PeriodClosedError(ConflictError):
    """Reporting for this period is over."""

    code = "period_closed"
    title = "The reporting period is closed"
    title_ko = "마감된 보고 기간입니다"


class PeriodNotOpenError(ConflictError):
    """Reporting for this period has not begun."""

    code = "period_not_open"
    title = "The reporting period has not opened"
    title_ko = "아직 열리지 않은 보고 기간입니다"


class ReopeningExpiredError(ConflictError):
    """The period was open again for the key's owner, for a time that is over."""

    code = "reopening_expired"
    title = "The reopening of the period has expired"
    title_ko = "다시 연 기한이 지났습니다"


class ReopenedForAnotherError(ConflictError):
    """The period is open again, for keys of another owner."""

    code = "reopened_for_another"
    title = "The period is open again for another owner"
    title_ko = "다른 소유자에게 다시 열린 보고 기간입니다"


class AwaitingReviewError(ConflictError):
    """The actual was submitted and nobody has decided about it."""

    code = "awaiting_review"
    title = "The actual waits for its review"
    title_ko = "검토를 기다리는 실적입니다"


class NothingToSubmitError(ConflictError):
    """There is no draft of this actual."""

    code = "nothing_to_submit"
    title = "There is no draft to submit"
    title_ko = "제출할 초안이 없습니다"


class NotSubmittedError(ConflictError):
    """The actual does not wait for a decision."""

    code = "not_submitted"
    title = "The actual has not been submitted"
    title_ko = "제출되지 않은 실적입니다"


class SameOwnerError(ForbiddenError):
    """Whoever submits an actual does not decide about it."""

    code = "same_owner"
    title = "Another owner's key has to decide"
    title_ko = "제출한 소유자는 검토할 수 없습니다"


class NoteNeededError(InvalidInputError):
    """An actual is sent back with a note that says why."""

    code = "note_needed"
    title = "Sending back needs a note"
    title_ko = "반려 사유가 필요합니다"


class ApprovalNeededError(InvalidInputError):
    """In a reviewed plan only a review approves an actual or sends it back."""

    code = "approval_needed"
    title = "Only a review decides about an actual of this plan"
    title_ko = "이 계획의 실적은 검토를 거쳐야 합니다"


_ERRORS: Mapping[Lock | Refusal, tuple[type[ServiceError], str]] = MappingProxyType(
    {
        Lock.CLOSED: (
            PeriodClosedError,
            "Its reporting period is closed; an administrator can reopen it for one owner.",
        ),
        Lock.NOT_OPEN: (
            PeriodNotOpenError,
            "Its reporting period has not opened; the organization's periods say when it does.",
        ),
        Lock.EXPIRED: (
            ReopeningExpiredError,
            "Its reporting period was reopened until a time that is over; ask for more time.",
        ),
        Lock.FOR_ANOTHER: (
            ReopenedForAnotherError,
            "Its reporting period is closed, and reopened for another owner's keys only.",
        ),
        Refusal.AWAITING_REVIEW: (
            AwaitingReviewError,
            "It was submitted; it can be changed when it is approved or sent back.",
        ),
        Refusal.NOTHING_TO_SUBMIT: (
            NothingToSubmitError,
            "Report it first; what is approved already needs no submission.",
        ),
        Refusal.NOT_SUBMITTED: (
            NotSubmittedError,
            "Only what is submitted can be approved or sent back.",
        ),
        Refusal.SAME_OWNER: (
            SameOwnerError,
            "Let a key of another owner decide: this one's owner submitted the actual.",
        ),
        Refusal.NOTE_NEEDED: (NoteNeededError, "Say in `note` why the actual is sent back."),
        Refusal.APPROVAL_NEEDED: (
            ApprovalNeededError,
            "Store the actual as a draft or submitted; a review approves it or sends it back.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A target or actual that must stay as it is, where it stands in the request, and why."""

    pointer: str
    period: str
    reason: Lock | Refusal


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, as far as it decides what may be written.

    Attributes
    ----------
    actor
        The key.
    decided
        Actuals that a review decides about in this write.
    at
        Where each project stands in the request, by code, for the pointers of errors.
    imports
        Whether it is an import, whose new projects keep the approvals that their file states.
    hands_on
        Whether targets and actuals only move to other projects, which closed periods permit.
    """

    actor: UUID
    decided: frozenset[ActualPlace] = frozenset()
    at: Mapping[str, str] | None = None
    imports: bool = False
    hands_on: bool = False


def explain(reason: Lock | Refusal) -> str:
    """Return what to do about a refusal."""
    return _ERRORS[reason][1]


def refuse(reason: Lock | Refusal) -> NoReturn:
    """Raise the problem of a refusal."""
    error, detail = _ERRORS[reason]
    raise error(detail)


async def check_writable(
    connection: WriteConnection, plan_id: UUID, changes: Sequence[ProjectChange], writer: Writer
) -> None:
    """Refuse changes of targets and actuals that are locked; every write of projects asks here.

    Raises
    ------
    ConflictError
        409: a period is closed to this key, or an actual waits for its review; ``errors`` has all.
    ApprovalNeededError
        422: the write would approve an actual of a reviewed plan, or send it back.
    """
    if not changes:
        return
    rules = await write_rules(connection, plan_id, writer.actor)
    calendar = await read_calendar(connection, rules.organization_id)
    locked = any(lock_of(period, rules.clock) for period in calendar.periods)
    found = (
        item
        for change in changes
        if locked or (rules.reviewed and _is_reported(change, writer))
        for item in _refused(change, rules, calendar, writer)
    )
    refused = [*islice(found, _MOST_ERRORS)]
    if refused:
        error, detail = _ERRORS[refused[0].reason]
        raise error(
            detail,
            errors=tuple(
                FieldError(item.pointer, item.reason, f"{item.period}: {explain(item.reason)}")
                for item in refused
            ),
        )


def _refused(
    change: ProjectChange, rules: WriteRules, calendar: Calendar, writer: Writer
) -> Iterator[_Refused]:
    reviewed = rules.reviewed and _is_reported(change, writer)
    for item in touched(change.old, change.new):
        reason: Lock | Refusal | None = None
        if not writer.hands_on:
            reason = lock_on(item.period, calendar, rules.owner, rules.clock)
        place = (change.id, item.indicator, item.period)
        if reason is None and reviewed and item.part == "actuals" and place not in writer.decided:
            reason = write_refusal(_actual(item.before), _actual(item.after))
        if reason is not None:
            yield _Refused(_pointer(change, item.indicator, writer.at or {}), item.period, reason)


def _is_reported(change: ProjectChange, writer: Writer) -> bool:
    """Tell whether what a change says of actuals is new, neither restored nor handed on."""
    if change.before is not None:
        return True
    return change.version == 1 and not writer.imports and not writer.hands_on


def _actual(item: object) -> Actual | None:
    return item if isinstance(item, Actual) else None


def _pointer(change: ProjectChange, indicator: str, at: Mapping[str, str]) -> str:
    """Return the pointer to an indicator in the request, as far as it stands there."""
    found = at.get(change.document.code)
    if found is None:
        return ""
    codes = [item.code for item in change.new.indicators] if change.new else []
    return f"{found}/indicators/{codes.index(indicator)}" if indicator in codes else found
