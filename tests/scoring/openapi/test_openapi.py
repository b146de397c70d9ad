"""Scoring holds to its own OpenAPI document, whatever is sent to each of its operations."""

import pytest
from schemathesis.generation import GenerationMode

from pledge_scoring.app import create_app
from pledge_shared.testing.invented_requests import Operation, Served, invented_cases, try_a_few

REAL = {
    "organization": "gyeongbuk",
    "plan": "gb-7",
    "code": "bigdata",
    "name": "pledge-default",
    "edition": "1",
}


@pytest.mark.parametrize(("operation", "mode"), invented_cases(create_app().openapi()))
def test_every_operation_answers_as_it_says(
    operation: Operation, mode: GenerationMode, served: Served
) -> None:
    try_a_few(operation, mode, served, REAL)
