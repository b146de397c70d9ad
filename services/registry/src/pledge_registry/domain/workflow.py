"""What may become of a reported actual: a draft is submitted, then approved or sent back."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pledge_shared.contracts.codes import Approval
from pledge_shared.contracts.indicator import Actual

__all__ = ["Refusal", "Step", "moved", "next_state", "permitted", "write_refusal"]


class Step(StrEnum):
    """What somebody does to an actual. Writing it, or taking it out, is to report."""

    REPORT = "report"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send-back"


class Refusal(StrEnum):
    """Why a step is not taken; the value is the code of the problem."""

    AWAITING_REVIEW = "awaiting_review"
    NOTHING_TO_SUBMIT = "nothing_to_submit"
    NOT_SUBMITTED = "not_submitted"
    SAME_OWNER = "same_owner"
    NOTE_NEEDED = "note_needed"
    APPROVAL_NEEDED = "approval_needed"


State = Approval | None
"""None: nothing was reported."""

_DRAFT, _SUBMITTED = Approval.DRAFT, Approval.SUBMITTED
_APPROVED, _SENT_BACK = Approval.APPROVED, Approval.SENT_BACK

_TABLE: Mapping[Step, Mapping[State, State | Refusal]] = MappingProxyType(
    {
        Step.REPORT: {
            None: _DRAFT,
            _DRAFT: _DRAFT,
            _SUBMITTED: Refusal.AWAITING_REVIEW,
            _APPROVED: _DRAFT,
            _SENT_BACK: _DRAFT,
        },
        Step.SUBMIT: {
            None: Refusal.NOTHING_TO_SUBMIT,
            _DRAFT: _SUBMITTED,
            _SUBMITTED: Refusal.AWAITING_REVIEW,
            _APPROVED: Refusal.NOTHING_TO_SUBMIT,
            _SENT_BACK: _SUBMITTED,
        },
        Step.APPROVE: {
            None: Refusal.NOT_SUBMITTED,
            _DRAFT: Refusal.NOT_SUBMITTED,
            _SUBMITTED: _APPROVED,
            _APPROVED: Refusal.NOT_SUBMITTED,
            _SENT_BACK: Refusal.NOT_SUBMITTED,
        },
        Step.SEND_BACK: {
            None: Refusal.NOT_SUBMITTED,
            _DRAFT: Refusal.NOT_SUBMITTED,
            _SUBMITTED: _SENT_BACK,
            _APPROVED: Refusal.NOT_SUBMITTED,
            _SENT_BACK: Refusal.NOT_SUBMITTED,
        },
    }
)
_DECISIONS = {Step.APPROVE, Step.SEND_BACK}


def next_state(state: State, step: Step, *, own: bool = False) -> State | Refusal:
    """Return the state after a step, or why the step is not taken.

    Parameters
    ----------
    own
        Whoever takes the step is the owner of the key that submitted the actual.
    """
    found = _TABLE[step][state]
    if own and step in _DECISIONS and not isinstance(found, Refusal):
        return Refusal.SAME_OWNER
    return found


def permitted(state: State, *, own: bool = False) -> tuple[Step, ...]:
    """Return the steps that can be taken from a state."""
    return tuple(step for step in Step if not isinstance(next_state(state, step, own=own), Refusal))


def moved(
    actual: Actual | None, step: Step, *, own: bool = False, note: str | None = None
) -> Actual | Refusal:
    """Return an actual after a step; a review's note stays with it until it is reported again.

    Parameters
    ----------
    note
        Why an actual is sent back; approvals and submissions carry none.
    """
    state = next_state(actual.approval if actual else None, step, own=own)
    if isinstance(state, Refusal):
        return state
    if actual is None:
        return Refusal.NOTHING_TO_SUBMIT
    if step is Step.SEND_BACK and not note:
        return Refusal.NOTE_NEEDED
    kept = {Step.SEND_BACK: note, Step.SUBMIT: actual.review_note}.get(step)
    return actual.model_copy(update={"approval": state, "review_note": kept})


def write_refusal(before: Actual | None, after: Actual | None) -> Refusal | None:
    """Return why a write to a reviewed plan may not make this of an actual; None if it may.

    A write may leave a draft, also one that is submitted at once; it never decides.
    """
    reported = next_state(before.approval if before else None, Step.REPORT)
    if isinstance(reported, Refusal):
        return reported
    if after is None or after.approval is _DRAFT:
        return None
    submits = after.approval is _SUBMITTED
    return None if submits else Refusal.APPROVAL_NEEDED
