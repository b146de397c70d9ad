"""The published JSON Schema of plan documents, written from the models that read them.

``python -m pledge_shared.contracts.schema`` prints what stands in
``docs/schemas/plan-document.schema.json``.
"""

import json
import sys

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from typing_extensions import override

from .codes import CODE_LISTS, LabelledCode
from .plan import PlanDocument

__all__ = ["plan_document_schema", "schema_text"]

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
    schema = PlanDocument.model_json_schema(schema_generator=_NoInventedTitles)
    for code_list in CODE_LISTS.values():
        if code_list.__name__ in schema["$defs"]:
            _name_the_codes(schema["$defs"][code_list.__name__], code_list)
    return {
        "$schema": _DIALECT,
        "$id": "urn:pledge:plan-document:1",
        **schema,
        "title": "Pledge plan document",
        "description": _DESCRIPTION,
    }


def schema_text() -> str:
    """Return the schema as the text that is published."""
    return json.dumps(plan_document_schema(), ensure_ascii=False, indent=2) + "\n"


def _name_the_codes(definition: JsonSchemaValue, code_list: type[LabelledCode]) -> None:
    """Say in the definition what each code means, so that the schema can be read alone."""
    meanings = ", ".join(f"`{code.value}` {code.ko}" for code in code_list)
    definition["description"] = f"{definition['description']} {meanings}"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
