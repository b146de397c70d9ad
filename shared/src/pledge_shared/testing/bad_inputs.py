"""Catalogues of bad inputs: rows of YAML, each sent somewhere and answered as it says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from httpx import Response

__all__ = ["Case", "body_of", "check_answer", "json_of", "read_catalogue", "rows", "text_of"]

Case = dict[str, Any]

_FIRST_ERROR = 400


def read_catalogue(*paths: Path) -> dict[str, list[Case]]:
    """Return the cases of some files, by kind."""
    found: dict[str, list[Case]] = {}
    for path in paths:
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def rows(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test once for each case, under its name."""
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=str(case["name"])) for case in cases]
    )


def text_of(case: Case) -> str:
    """Return a case's text: its body, what is repeated (``@`` is the number), and its end."""
    repeated = str(case.get("repeat", ""))
    middle = "".join(repeated.replace("@", str(n)) for n in range(case.get("times", 0)))
    return f"{case.get('body', '')}{middle}{case.get('end', '')}"


def json_of(case: Case) -> str:
    """Return the JSON of a case's value."""
    if "body" in case:
        return str(case["body"])
    return json.dumps(text_of(case) if "repeat" in case else case["value"])


def body_of(case: Case) -> bytes:
    """Return the bytes of a case that is a whole body."""
    return bytes.fromhex(case["bytes"]) if "bytes" in case else text_of(case).encode()


def check_answer(answer: Response, case: Case) -> None:
    """Compare an answer with a case's status, problem code and pointer."""
    if answer.status_code != case["status"]:
        raise AssertionError(f"{answer.status_code}: {answer.text}")
    if answer.status_code < _FIRST_ERROR:
        return
    problem = answer.json()
    pointers = [error["pointer"] for error in problem.get("errors", ())]
    agrees = (
        answer.headers["content-type"] == "application/problem+json"
        and case.get("code", problem["code"]) == problem["code"]
        and ("pointer" not in case or case["pointer"] in pointers)
    )
    if not agrees:
        raise AssertionError(f"{case['name']}: {answer.text}")
