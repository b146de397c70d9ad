"""Requests invented from a service's OpenAPI document: each is answered as the document says."""

import json
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
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

__all__ = ["Operation", "Served", "invented_cases", "run_at_length", "try_a_few"]

Operation = APIOperation[Any, Any, Any, Any]
Served = tuple[str, dict[str, str]]
"""The address of a running service, and the headers that show a key."""

_CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_LONGEST_QUERY = 2_000
"""The server itself refuses a request line of 64 KB, before the application sees it."""


def invented_cases(document: dict[str, Any], untried: Collection[str] = ()) -> list[Any]:
    """Return each operation with input that fits its description, and with input that does not."""
    schema = schemathesis.openapi.from_dict(document)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return [
        pytest.param(operation, mode, id=f"{operation.label}-{mode}")
        for operation in found
        for mode in GenerationMode
        if operation.label not in untried
        and (mode is GenerationMode.POSITIVE or _takes_anything(operation))
    ]


def _takes_anything(operation: Operation) -> bool:
    places = (operation.path_parameters, operation.query, operation.headers, operation.body)
    return any(len(place) for place in places)


def try_a_few(
    operation: Operation, mode: GenerationMode, served: Served, real: Mapping[str, Any]
) -> None:
    """Call an operation a few times.

    Parameters
    ----------
    real
        What is there, by path parameter, so that input that fits is answered with more than 404.
    """
    address, headers = served

    @settings(
        max_examples=3, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case[Operation]) -> None:
        assume(len(str(case.query)) < _LONGEST_QUERY)
        case.query.pop("wait", None)  # nobody is to wait here
        if mode is GenerationMode.POSITIVE:
            for name in real.keys() & case.path_parameters.keys():
                case.path_parameters[name] = real[name]
        answer = case.call(base_url=address, headers=headers)
        case.validate_response(answer, checks=_CHECKS)

    answers()


def run_at_length(config: Path, served: Served, folder: Path, *, examples: int = 80) -> int:
    """Run coverage of the document, fuzzing and linked calls; return how many cases there were.

    Raises
    ------
    AssertionError
        With the end of what was printed, when an answer is not as documented.
    """
    address, headers = served
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)),
        *("run", f"{address}/openapi.json"),
        *("--header", f"Authorization:{headers['Authorization']}"),
        *("--phases", "coverage,fuzzing,stateful", "--max-examples", str(examples)),
        *("--checks", ",".join(["response_headers_conformance", *map(_name, _CHECKS)])),
        *("--seed", "1", "--no-color", "--warnings", "off", "--report-json-path", "report.json"),
    ]
    run = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=folder, capture_output=True, text=True, timeout=3_000, check=False
    )
    if run.returncode != 0:
        raise AssertionError(run.stdout[-20_000:] + run.stderr[-2_000:])
    report = json.loads((folder / "report.json").read_text())
    print(json.dumps(report["test_cases"]))  # noqa: T201 - the figure this is for
    if report["failures"]:
        raise AssertionError(report["failures"])
    return int(report["test_cases"]["generated"])


def _name(check: Any) -> str:
    return str(check.__name__)
