"""What evaluators state of an item is scored as the casebook of its method says."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from pledge_scoring.engine.methods import METHODS
from pledge_scoring.engine.methods.method import INPUTS
from pledge_scoring.engine.numbers import half_up
from pledge_scoring.services.evaluation.stated import observation_of, words_of
from pledge_shared.contracts.casebook import Case, Casebook
from pledge_shared.contracts.evaluation_items import GivenItem

BOOKS = sorted((Path(__file__).parents[3] / "data" / "methods").glob("*.yaml"))
OF_DOCUMENTS = {"stages", "status_points"}
"""What is never stated of an item: its scheme sets it."""


def _rows() -> list[Any]:
    return [
        pytest.param(book.method, case, id=f"{book.method}: {case.name}")
        for book in (Casebook.model_validate(yaml.safe_load(path.read_bytes())) for path in BOOKS)
        for case in book.cases
        if case.expected.raw_rate and not case.given.model_fields_set & OF_DOCUMENTS
    ]


def _stated(method: str, case: Case) -> GivenItem:
    """State a case in the words that its method takes, and leave out all others."""
    given: Mapping[str, Any] = case.given.model_dump(mode="json")
    seen = {**given, "points": given["reported_rate"], "grade": given["judgement"]}
    seen["passed"] = {"Pass": True, "Fail": False}.get(given["judgement"])
    words = {word: seen[word] for word in METHODS[method].inputs if seen[word] is not None}
    return GivenItem.model_validate({"item": "one", **words})


@pytest.mark.parametrize(("name", "case"), _rows())
def test_stated_item_gets_the_points_of_the_casebook(name: str, case: Case) -> None:
    rule = METHODS[name].read_parameters(case.parameters or {})
    seen = observation_of(_stated(name, case))

    found, expected = rule.score(seen).raw_rate, case.expected

    assert rule.applies(seen)
    assert found is not None
    places = expected.decimals
    assert (found if places is None else half_up(found, places)) == Fraction(expected.raw_rate or 0)


@pytest.mark.parametrize("word", INPUTS)
def test_every_word_can_be_stated_and_some_method_takes_it(word: str) -> None:
    assert word in GivenItem.model_fields
    assert any(word in method.inputs for method in METHODS.values())


def test_words_are_those_that_were_stated() -> None:
    said = {"item": "one", "passed": False, "met": "0", "history": ["1", None]}

    assert words_of(GivenItem.model_validate(said)) == {"passed", "met", "history"}
    assert words_of(GivenItem(item="one")) == set()
