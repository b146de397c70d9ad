"""The methods there are: ours, and those that an installed package adds when a service starts."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ..reasons import Reason
from .assigned_target import ASSIGNED_TARGET
from .assigned_target_deviation import ASSIGNED_TARGET_DEVIATION
from .beta import BETA
from .global_comparison import GLOBAL
from .method import Method
from .mid_term import MID_TERM
from .milestone import MILESTONE
from .nine_grade import NINE_GRADE
from .parameters import unknown_keywords
from .pass_fail import PASS_FAIL
from .progress_from_baseline import PROGRESS_FROM_BASELINE
from .reported import REPORTED
from .share_met import SHARE_MET
from .staged import STAGED
from .status import STATUS
from .target_vs_actual import TARGET_VS_ACTUAL
from .target_vs_actual_linear import TARGET_VS_ACTUAL_LINEAR
from .trend import TREND

__all__ = ["METHODS", "MethodRefusedError", "add_method"]

_OURS = (
    TARGET_VS_ACTUAL,
    TARGET_VS_ACTUAL_LINEAR,
    PROGRESS_FROM_BASELINE,
    ASSIGNED_TARGET,
    ASSIGNED_TARGET_DEVIATION,
    TREND,
    STAGED,
    MILESTONE,
    NINE_GRADE,
    STATUS,
    REPORTED,
    PASS_FAIL,
    SHARE_MET,
    BETA,
    MID_TERM,
    GLOBAL,
)
_all = {method.name: method for method in _OURS}

METHODS: Final[Mapping[str, Method]] = MappingProxyType(_all)
"""Every method that can be named; it grows while a service starts, and never after."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}/[1-9][0-9]{0,3}")


class MethodRefusedError(Exception):
    """A method that cannot be used; a service that finds one does not start."""


def add_method(found: object) -> None:
    """Add a method from outside; the same one again changes nothing.

    Raises
    ------
    MethodRefusedError
        It is no method, it says what cannot be checked, or its name is taken.
    """
    if not isinstance(found, Method):
        raise MethodRefusedError("it is not a pledge_scoring.engine.methods.Method")
    if _NAME.fullmatch(found.name) is None:
        raise MethodRefusedError("its name is not of the form name/1")
    if unknown := unknown_keywords(found.parameters):
        raise MethodRefusedError(f"its parameters use {', '.join(sorted(unknown))}")
    if not set(found.null_reasons) <= set(Reason):
        raise MethodRefusedError("it has a reason for null that is not on the list")
    if _all.setdefault(found.name, found) is not found:
        raise MethodRefusedError(f"there is already a method {found.name}")
