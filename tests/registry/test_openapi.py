"""The registry holds to its own OpenAPI document, whatever is sent to each of its operations."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from pledge_registry.app import create_app

Operation = APIOperation[Any, Any, Any, Any]

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


UNTRIED = {
    "GET /v1/events/stream",  # it never ends
    "POST /v1/imports",  # whole documents take minutes to invent; the catalogue stands for them
}


REAL = {
    "organization": "gyeongbuk",
    "plan": "gb-7",
    "code": "bigdata",
    "indicator": "training",
    "period": "2019",
    "number": 1,
}
"""What is there, so that input that fits is answered with more than 404."""


LONGEST_QUERY = 2_000
"""The server itself refuses a request line of 64 KB, before the application sees it."""


def _takes_anything(operation: Operation) -> bool:
    places = (operation.path_parameters, operation.query, operation.headers, operation.body)
    return any(len(place) for place in places)


def _cases() -> list[Any]:
    """Return each operation with input that fits its description, and with input that does not."""
    document = schemathesis.openapi.from_dict(create_app().openapi())
    found = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    return [
        pytest.param(operation, mode, id=f"{operation.label}-{mode}")
        for operation in found
        for mode in GenerationMode
        if operation.label not in UNTRIED
        and (mode is GenerationMode.POSITIVE or _takes_anything(operation))
    ]


@pytest.mark.parametrize(("operation", "mode"), _cases())
def test_every_operation_answers_as_it_says(
    operation: Operation, mode: GenerationMode, served: tuple[str, dict[str, str]]
) -> None:
    address, headers = served

    @settings(
        max_examples=3, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case[Operation]) -> None:
        assume(len(str(case.query)) < LONGEST_QUERY)
        case.query.pop("wait", None)  # nobody is to wait here
        if mode is GenerationMode.POSITIVE:
            for name in REAL.keys() & case.path_parameters.keys():
                case.path_parameters[name] = REAL[name]
        answer = case.call(base_url=address, headers=headers)
        case.validate_response(answer, checks=CHECKS)

    answers()
