"""The examples on the page that explains the format are valid."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from pledge_shared.contracts.budget import Budget
from pledge_shared.contracts.indicator import Indicator
from pledge_shared.contracts.plan import OrganizationFacts, PlanDocument, PlanFacts
from pledge_shared.contracts.project import Milestone, ProjectFacts

PAGE = Path(__file__).parents[2] / "docs" / "plan-document.md"
EXAMPLE = re.compile(r"<!-- (\w+) -->\n```json\n(.*?)```", re.DOTALL)
MODELS: dict[str, type[BaseModel]] = {
    model.__name__: model
    for model in (
        Budget,
        Indicator,
        Milestone,
        OrganizationFacts,
        PlanDocument,
        PlanFacts,
        ProjectFacts,
    )
}
EXAMPLES = dict(EXAMPLE.findall(PAGE.read_text(encoding="utf-8")))


def test_every_part_has_its_example() -> None:
    assert set(EXAMPLES) == set(MODELS)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_example_is_valid(name: str) -> None:
    assert MODELS[name].model_validate_json(EXAMPLES[name]).model_fields_set


@pytest.mark.parametrize("name", sorted(MODELS))
def test_example_with_a_misspelt_field_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        MODELS[name].model_validate_json(EXAMPLES[name].replace("{", '{"titel": "x",', 1))
