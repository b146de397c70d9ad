"""Reported figures of a plan (보고값): counts, rates and totals, checked against its own data."""

from .case import PlanCase
from .checking import check_figures
from .figure import CheckedFigure, Computed, Figure, FigureKind, FigureStatus, Unchecked
from .names import NAMES

__all__ = [
    "NAMES",
    "CheckedFigure",
    "Computed",
    "Figure",
    "FigureKind",
    "FigureStatus",
    "PlanCase",
    "Unchecked",
    "check_figures",
]
