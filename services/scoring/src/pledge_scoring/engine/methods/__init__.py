"""Every scoring method, by its versioned name."""

from .method import Method, Observation, Outcome, Rule
from .registry import METHODS

__all__ = ["METHODS", "Method", "Observation", "Outcome", "Rule"]
