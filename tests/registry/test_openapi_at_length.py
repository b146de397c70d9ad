"""Tens of thousands of invented requests: coverage of the document, fuzzing, and linked calls."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CONFIG = Path(__file__).parent / "schemathesis.toml"
LEAST_CASES = 20_000
CHECKS = (
    "not_a_server_error,content_type_conformance,response_schema_conformance,"
    "status_code_conformance,response_headers_conformance"
)


@pytest.mark.slow
def test_twenty_thousand_invented_requests_are_answered_as_documented(
    served: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    address, headers = served
    command = [
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(CONFIG),
        ),
        *(
            "run",
            f"{address}/openapi.json",
            "--header",
            f"Authorization:{headers['Authorization']}",
        ),
        *("--phases", "coverage,fuzzing,stateful", "--max-examples", "80", "--checks", CHECKS),
        *("--seed", "1", "--no-color", "--warnings", "off", "--report-json-path", "report.json"),
    ]

    run = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=tmp_path, capture_output=True, text=True, timeout=3_000, check=False
    )

    report = json.loads((tmp_path / "report.json").read_text())
    print(json.dumps(report["test_cases"]))  # noqa: T201 - the figure this test is for
    assert run.returncode == 0, run.stdout[-20_000:]
    assert report["failures"] == []
    assert report["test_cases"]["generated"] >= LEAST_CASES
