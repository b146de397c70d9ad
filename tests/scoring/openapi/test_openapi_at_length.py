"""Thousands of invented requests: coverage of the document, fuzzing, and linked calls."""

from pathlib import Path

import pytest

from pledge_shared.testing.invented_requests import Served, run_at_length

LEAST_CASES = 5_000


@pytest.mark.slow
def test_thousands_of_invented_requests_are_answered_as_documented(
    served: Served, tmp_path: Path
) -> None:
    config = Path(__file__).parent / "schemathesis.toml"

    assert run_at_length(config, served, tmp_path) >= LEAST_CASES
