"""Every scoring method, by its versioned name."""

from collections.abc import Mapping
from types import MappingProxyType

from .method import Method, Observation, Outcome, Rule
from .milestone import MILESTONE
from .reported import REPORTED
from .status import STATUS
from .target_vs_actual import TARGET_VS_ACTUAL

__all__ = ["METHODS", "Method", "Observation", "Outcome", "Rule"]

METHODS: Mapping[str, Method] = MappingProxyType(
    {method.name: method for method in (TARGET_VS_ACTUAL, MILESTONE, REPORTED, STATUS)}
)
