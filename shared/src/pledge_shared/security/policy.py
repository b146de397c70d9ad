"""Which role may do what."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ..errors import ForbiddenError

__all__ = ["ALLOWED", "Action", "Actor", "Role", "check_allowed"]


class Role(StrEnum):
    """What a key's holder is trusted with."""

    REPORTER = "reporter"
    REVIEWER = "reviewer"
    EVALUATOR = "evaluator"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What a caller may ask for beyond reading published data."""

    IMPORT_PLAN = "import_plan"
    EDIT_PLAN = "edit_plan"
    EDIT_PROJECT = "edit_project"
    REPORT_ACTUAL = "report_actual"
    APPROVE_ACTUAL = "approve_actual"
    READ_HEAD = "read_head"
    MANAGE_PERIODS = "manage_periods"
    PROPOSE_ADJUSTMENT = "propose_adjustment"
    DECIDE_ADJUSTMENT = "decide_adjustment"
    MANAGE_CONTACTS = "manage_contacts"
    READ_CONTACT = "read_contact"
    UNMASK_CONTACT = "unmask_contact"
    VERIFY_AUDIT = "verify_audit"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_SCHEMES = "manage_schemes"
    RUN_EVALUATION = "run_evaluation"
    PUBLISH_EVALUATION = "publish_evaluation"
    MANAGE_KEYS = "manage_keys"
    IDENTIFY = "identify"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.IMPORT_PLAN: frozenset({Role.ADMINISTRATOR}),
    Action.EDIT_PLAN: frozenset({Role.ADMINISTRATOR}),
    Action.EDIT_PROJECT: frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.REPORT_ACTUAL: frozenset({Role.REPORTER, Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.APPROVE_ACTUAL: frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.READ_HEAD: frozenset(Role),
    Action.MANAGE_PERIODS: frozenset({Role.ADMINISTRATOR}),
    Action.PROPOSE_ADJUSTMENT: frozenset({Role.REPORTER, Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.DECIDE_ADJUSTMENT: frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.MANAGE_CONTACTS: frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.READ_CONTACT: frozenset(Role),
    Action.UNMASK_CONTACT: frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    Action.VERIFY_AUDIT: frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    Action.MANAGE_WEBHOOKS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_SCHEMES: frozenset({Role.ADMINISTRATOR}),
    Action.RUN_EVALUATION: frozenset({Role.EVALUATOR, Role.ADMINISTRATOR}),
    Action.PUBLISH_EVALUATION: frozenset({Role.PUBLISHER, Role.ADMINISTRATOR}),
    Action.MANAGE_KEYS: frozenset({Role.ADMINISTRATOR}),
    Action.IDENTIFY: frozenset(Role),
}
"""The policy table; a test walks every route against it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a key, by its id (never its secret), and the person or office that owns it."""

    id: UUID
    name: str
    role: Role
    owner: str


def check_allowed(actor: Actor, action: Action) -> None:
    """Refuse an action the actor's role does not include.

    Raises
    ------
    ForbiddenError
        403, naming the roles that may.
    """
    if actor.role not in ALLOWED[action]:
        roles = ", ".join(sorted(ALLOWED[action]))
        raise ForbiddenError(f"This needs a key with the role {roles}.")
