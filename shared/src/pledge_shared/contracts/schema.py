"""The published JSON Schemas of the formats, written from the models that read them.

``python -m pledge_shared.contracts.schema`` prints what stands in
``docs/schemas/plan-document.schema.json``, and with ``scheme`` or ``alert-rules`` behind it what
stands in ``docs/schemas/scheme.schema.json`` or ``docs/schemas/alert-rules.schema.json``.
"""

import json
import sys

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from typing_extensions import override

from .alerts import AlertRulesDocument
from .budget import Budget
from .codes import CODE_LISTS, LabelledCode
from .events import CloudEvent, EventData
from .indicator import Actual, Indicator
from .plan import Organization, Plan, PlanDocument
from .project import Milestone, Project
from .schemes import SchemeEdition

__all__ = ["SCHEMA_NAMES", "plan_document_schema", "schema_of", "schema_text"]

_MODELS: dict[str, tuple[type[BaseModel], str]] = {
    "plan-document": (PlanDocument, "Pledge plan document"),
    "organization": (Organization, "Organization (기관)"),
    "plan": (Plan, "Plan (계획)"),
    "project": (Project, "Project (공약·사업)"),
    "budget": (Budget, "Budget (예산)"),
    "indicator": (Indicator, "Indicator (확인지표)"),
    "actual": (Actual, "Actual (실적)"),
    "milestone": (Milestone, "Milestone (추진실적·향후계획)"),
    "scheme": (SchemeEdition, "Scheme (평가편람)"),
    "alert-rules": (AlertRulesDocument, "Rules of alerts (알림 기준)"),
    "event": (CloudEvent, "Event of the change feed (CloudEvents 1.0)"),
    "event-data": (EventData, "Data of an event"),
}

SCHEMA_NAMES = {name: title for name, (_, title) in _MODELS.items()}
"""Every published format with its title."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DESCRIPTION = (
    "A plan, the organizations it names and its projects. Money is whole 원; rates and quantities "
    "are decimal strings; what is missing is left out and never written as 0. The schema checks "
    "the shape of every part; whether codes hang together is checked on import."
)


class _NoInventedTitles(GenerateJsonSchema):
    """Leave out the titles pydantic makes from field names: they say the name twice."""

    @override
    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def plan_document_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of `PlanDocument`."""
    return {**schema_of("plan-document"), "description": _DESCRIPTION}


def schema_of(name: str) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a published format."""
    model, title = _MODELS[name]
    schema = model.model_json_schema(mode="validation", schema_generator=_NoInventedTitles)
    for code_list in CODE_LISTS.values():
        if code_list.__name__ in schema.get("$defs", {}):
            _name_the_codes(schema["$defs"][code_list.__name__], code_list)
    return {"$schema": _DIALECT, "$id": f"urn:pledge:{name}:1", **schema, "title": title}


def schema_text(name: str = "plan-document") -> str:
    """Return a schema as the text that is published."""
    schema = plan_document_schema() if name == "plan-document" else schema_of(name)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _name_the_codes(definition: JsonSchemaValue, code_list: type[LabelledCode]) -> None:
    """Say in the definition what each code means, so that the schema can be read alone."""
    meanings = ", ".join(f"`{code.value}` {code.ko}" for code in code_list)
    definition["description"] = f"{definition['description']} {meanings}"


if __name__ == "__main__":
    sys.stdout.write(schema_text(*sys.argv[1:]))
