"""Whatever JSON is put anywhere in a scheme, it is a scheme or it is refused with places."""

import json
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pledge_scoring.engine.grading import Subject, grade_all
from pledge_scoring.services.editions import grading_rules, item_weights, shares
from pledge_scoring.services.scheme_checking import check_scheme
from pledge_shared.canonical import canonical_bytes
from pledge_shared.contracts.schemes import SchemeEdition
from pledge_shared.errors import InvalidInputError

SCHEMES = Path(__file__).parents[3] / "data" / "schemes"
WHOLE = json.loads((SCHEMES / "fiscal-project-2021-1.json").read_bytes())
FAIR = ["0", "10", "60", "80", "100", "100.5", "-1", "good", "poor", "quotas", "reported/1"]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(FAIR),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in entries:
        yield value, name
        if isinstance(part, dict | list):
            yield from places(part)


@settings(max_examples=150)
@given(st.data())
def test_any_change_leaves_a_scheme_or_is_refused_with_a_place(data: st.DataObject) -> None:
    value = deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, name = data.draw(st.sampled_from(list(places(value))))
        holder[name] = data.draw(VALUES)

    edition, refusal = read(value)

    if edition is None:
        assert refusal
        return
    assert SchemeEdition.model_validate_json(canonical_bytes(edition)) == edition
    total = sum(Fraction(int(each.numerator), int(each.denominator)) for each in shares(edition))
    assert total == (1 if item_weights(edition) else 0)
    rules = grading_rules(edition)
    if rules is not None:
        subjects = [Subject(code=str(n), points=Fraction(n * 10)) for n in range(11)]
        assert all(each.grade for each in grade_all(rules, subjects).values())


def read(value: Any) -> tuple[SchemeEdition | None, object]:
    try:
        return check_scheme(value), None
    except InvalidInputError as error:
        return None, error.errors
