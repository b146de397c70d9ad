"""A scheme version: which methods are used, in which order, and the policies around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .facts import Status

__all__ = ["DEFAULT_SCHEME", "SCHEMES", "Scheme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """평가편람: rules as data. Rates and coverage are percentages."""

    name: str
    methods: tuple[str, ...]
    """Tried in this order for each period; the first that has what it needs decides."""
    cap: Fraction = Fraction(100)
    excluded_statuses: frozenset[Status] = frozenset()
    minimum_coverage: Fraction | None = None
    status_points: tuple[tuple[Status, Fraction], ...] = ()
    """Given only where the scheme scores a project by its declared status (status/1)."""


DEFAULT_SCHEME = Scheme(
    name="pledge-default/1", methods=("target-vs-actual/1", "milestone/1", "reported/1")
)
"""The same as ``data/schemes/pledge-default-1.json``; a test holds them together."""

SCHEMES: Mapping[str, Scheme] = MappingProxyType({DEFAULT_SCHEME.name: DEFAULT_SCHEME})
