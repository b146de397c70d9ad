"""The filters of project lists: every field, its operators and what their values look like.

The registry builds its query parameters and its conditions from this table, the gateway checks
what it passes on with it, and ``docs/lists.md`` shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from .codes import IndicatorKind, LabelledCode, Novelty, ProjectKind, Status, TermScope

__all__ = [
    "PROJECT_FILTERS",
    "PROJECT_SORTS",
    "Condition",
    "Filter",
    "Operator",
    "ProjectPart",
    "ValueKind",
    "parameters_of",
]


class Operator(StrEnum):
    """What a condition asks of a field; its name stands behind the field's, ``field.gte``."""

    ANY = "any"
    """Equality, written without a name; several values mean any of them."""
    UNDER = "under"
    GTE = "gte"
    LTE = "lte"
    LT = "lt"


class ValueKind(Enum):
    """What the values of a field look like in a query."""

    CODES = "codes, separated by commas"
    WORDS = "words of a list, separated by commas"
    DISTRICTS = "법정동코드 of 10 digits, separated by commas"
    SWITCH = "true or false"
    NUMBER = "a whole number"
    DAY = "a day, YYYY-MM-DD"
    TIME = "an RFC 3339 time with offset"


class ProjectPart(LabelledCode):
    """What a project may hold or lack."""

    ACTUALS = "actuals", "실적", "actuals"
    BUDGET = "budget", "예산", "budget lines"
    CHALLENGES = "challenges", "문제점 및 대책", "challenges"
    INDICATORS = "indicators", "확인지표", "indicators"
    MILESTONES = "milestones", "추진실적·향후계획", "milestones"
    ORDINANCES = "ordinances", "조례", "ordinances"
    TARGETS = "targets", "계획(목표)", "targets"


@dataclass(frozen=True, slots=True)
class Filter:
    """A field that lists can be filtered by."""

    name: str
    kind: ValueKind
    description: str
    operators: tuple[Operator, ...] = (Operator.ANY,)
    words: type[LabelledCode] | None = None

    def parameter(self, operator: Operator) -> str:
        """Return the name of the query parameter."""
        return self.name if operator is Operator.ANY else f"{self.name}.{operator}"


@dataclass(frozen=True, slots=True)
class Condition:
    """What one query parameter asks; ``value`` is a tuple for `Operator.ANY` and lists."""

    name: str
    operator: Operator
    value: Any


_EQUAL_OR_UNDER = (Operator.ANY, Operator.UNDER)
_FROM_TO = (Operator.GTE, Operator.LTE)

PROJECT_FILTERS: tuple[Filter, ...] = (
    Filter("plan", ValueKind.CODES, "plan"),
    Filter(
        "organization",
        ValueKind.CODES,
        "organization whose plan it is; `under` takes those below it too",
        _EQUAL_OR_UNDER,
    ),
    Filter("status", ValueKind.WORDS, "사업이행도", words=Status),
    Filter("kind", ValueKind.WORDS, "공약·사업 구분", words=ProjectKind),
    Filter(
        "goal",
        ValueKind.CODES,
        "goal; `under` takes those below it too, and needs one `plan`",
        _EQUAL_OR_UNDER,
    ),
    Filter("lead_department", ValueKind.CODES, "주관부서"),
    Filter("parent", ValueKind.CODES, "project it is a part of"),
    Filter("top_level", ValueKind.SWITCH, "true: no sub-projects; false: only sub-projects"),
    Filter("term_scope", ValueKind.WORDS, "임기구분", words=TermScope),
    Filter("novelty", ValueKind.WORDS, "신규여부", words=Novelty),
    Filter("budgeted", ValueKind.SWITCH, "예산구분: true 예산, false 비예산"),
    Filter("region", ValueKind.DISTRICTS, "region it names"),
    Filter("indicator_kind", ValueKind.WORDS, "kind of one of its indicators", words=IndicatorKind),
    Filter("has", ValueKind.WORDS, "it holds one of these at least", words=ProjectPart),
    Filter("lacks", ValueKind.WORDS, "it holds none of these", words=ProjectPart),
    Filter(
        "planned_krw", ValueKind.NUMBER, "sum of the planned lines, in 원",
        _FROM_TO,
    ),
    Filter(
        "secured_krw", ValueKind.NUMBER, "sum of the secured lines, in 원",
        _FROM_TO,
    ),
    Filter("period.start", ValueKind.DAY, "first day of its period", _FROM_TO),
    Filter("period.end", ValueKind.DAY, "last day of its period", _FROM_TO),
    Filter(
        "updated_at", ValueKind.TIME, "time of its newest version", (Operator.GTE, Operator.LT)
    ),
    Filter("version", ValueKind.NUMBER, "number of its newest version", _FROM_TO),
)  # fmt: skip

PROJECT_SORTS = ("code", "title", "status", "updated_at", "planned_krw", "secured_krw")
"""What lists can be sorted by, each with ``-`` in front too; ``relevance`` comes with ``q``."""


def parameters_of(filters: tuple[Filter, ...]) -> Iterator[tuple[str, Filter, Operator]]:
    """Yield every query parameter with its field and operator."""
    for each in filters:
        for operator in each.operators:
            yield each.parameter(operator), each, operator
