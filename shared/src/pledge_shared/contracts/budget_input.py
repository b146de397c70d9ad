"""A budget table as it is sent: in 원, or in the unit the paper it was copied from uses."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from .budget import BudgetLine, BudgetRevisionHead, DeclaredTotal
from .codes import FundingSource, MoneyUnit
from .scalars import Amount, Flag, NonNegative, Printed, StrictModel

__all__ = ["BudgetInput", "GivenMoney", "LineInput", "PartInput", "StatedInput", "TotalInput"]

_UNITS = {unit.ko: unit.value for unit in MoneyUnit}


def _unit(value: Any) -> Any:
    """Read the Korean word of a unit as its code."""
    return _UNITS.get(value, value) if isinstance(value, str) else value


def _given(value: Any) -> Any:
    """Read a whole number as the decimal string it would be; a float was never exact."""
    return str(value) if type(value) is int else value


_Unit = Annotated[
    MoneyUnit,
    BeforeValidator(_unit),
    WithJsonSchema({"type": "string", "enum": [*_UNITS.values(), *_UNITS]}),
]
_InUnit = Annotated[
    NonNegative,
    BeforeValidator(_given),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?$"},
            ],
            "examples": ["4.8"],
        }
    ),
]
_Given = Annotated[_InUnit | None, Field(description="in the `unit` of the budget; exact")]


class GivenMoney(StrictModel):
    """Money in 원 (`amount_krw`) or in the unit of the budget (`amount`), not in both."""

    amount: _Given = None
    amount_krw: Amount | None = None

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if self.amount is not None and self.amount_krw is not None:
            raise PydanticCustomError("amount_twice", "Give `amount` or `amount_krw`, not both")
        return self


class LineInput(GivenMoney, BudgetLine):
    """One cell of the budget table."""


class TotalInput(GivenMoney, DeclaredTotal):
    """계·소계·합계 as printed."""


class _SaidMoney(GivenMoney):
    """Money that has to be there."""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.amount is None and self.amount_krw is None:
            raise PydanticCustomError("missing", "Give `amount` or `amount_krw`")
        return self


class PartInput(_SaidMoney):
    """One source's share in a stated amount."""

    source: FundingSource


class StatedInput(_SaidMoney):
    """A line of text such as ``188억원(국 72, 도 54, 시군비 56, 민자 6)``."""

    parts: tuple[PartInput, ...] = ()
    printed: Printed | None = None
    approximate: Flag = False


class BudgetInput(StrictModel):
    """The budget of a project as a whole; totals and stated amounts that are left out stay."""

    unit: Annotated[_Unit, Field(description="of every `amount`")] = MoneyUnit.KRW
    lines: tuple[LineInput, ...]
    declared_totals: tuple[TotalInput, ...] | None = None
    stated: tuple[StatedInput, ...] | None = None
    revision: Annotated[
        BudgetRevisionHead | None,
        Field(description="by which act the amounts change; the changes are worked out"),
    ] = None
