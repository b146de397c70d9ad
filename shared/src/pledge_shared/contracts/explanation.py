"""The explanation of a score on the wire: a tree that ends at the facts of every period."""

from typing import Annotated

from pydantic import Field

from .scoring import Coverage, Range, ScoredModel

__all__ = [
    "Explanation",
    "ExplanationInput",
    "ExplanationMethod",
    "ExplanationPolicy",
    "ExplanationStep",
]


class ExplanationMethod(ScoredModel):
    """The versioned method that made a period's rate."""

    name: str
    label: str
    authority: str


class ExplanationInput(ScoredModel):
    """A fact a step rests on, and the version of the document it was read from."""

    name: Annotated[str, Field(examples=["actual.reported_rate"])]
    subject: str
    value: str
    version: int


class ExplanationPolicy(ScoredModel):
    """A rule of the scheme that acted: clamped, missing, excluded, renormalised, rounded."""

    code: str
    values: dict[str, str]
    text: str


class ExplanationStep(ScoredModel):
    """One step with its formula, its numbers, and the points it contributes to the step above."""

    code: str
    subject: str
    text: str
    rate: str | None
    rate_exact: Annotated[
        str | None, Field(description="decimal, or a fraction such as 250/3, before rounding")
    ]
    raw_rate: str | None
    reason: str | None
    method: ExplanationMethod | None
    formula: str | None
    substitution: str
    coverage: Coverage | None
    range: Range | None
    contribution: str | None
    inputs: tuple[ExplanationInput, ...]
    policies: tuple[ExplanationPolicy, ...]


class Explanation(ExplanationStep):
    """A step with the steps it rests on."""

    children: tuple["Explanation", ...]
