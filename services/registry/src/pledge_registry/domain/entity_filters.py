"""What lists of organizations and plans can be asked for; None asks nothing."""

from dataclasses import dataclass
from datetime import date

__all__ = ["OrganizationFilter", "PlanFilter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFilter:
    """Conditions on plans that must all hold; the organization is the one of that time."""

    organization: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationFilter:
    """Conditions on organizations that must all hold.

    Attributes
    ----------
    parent
        Code of the organization right above.
    on
        A day on which it is valid; an open end is valid for ever.
    """

    parent: str | None = None
    kind: str | None = None
    on: date | None = None
