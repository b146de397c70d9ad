"""``./pledge check``: every static check, every failure."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import typer

from ..checks.hygiene import check_hygiene
from ..checks.outcome import Outcome
from ..checks.size import check_size
from ..checks.tools import TOOLS, run_tool
from ..checks.tracked import project_files
from ..console import output
from ..project import ROOT

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_AT_ONCE = 2
_INDENT = "\n          "


class _Timed(NamedTuple):
    outcome: Outcome
    seconds: float


def _all_checks() -> dict[str, Callable[[], Outcome]]:
    files = project_files(ROOT)
    # A migration is a dated list of statements that nobody edits again.
    python = [file for file in files if file.suffix == ".py" and "versions" not in file.parts]
    return {
        **{name: partial(run_tool, ROOT, arguments) for name, arguments in TOOLS.items()},
        "size": partial(check_size, ROOT, python),
        "hygiene": partial(check_hygiene, ROOT, files),
    }


def _timed(check: Callable[[], Outcome]) -> _Timed:
    began = time.monotonic()
    return _Timed(check(), time.monotonic() - began)


@app.command()
def run_checks() -> None:
    """Run every static check and report all failures.

    format and lint (ruff), types (mypy strict), layers (import contracts), size (the code-size
    budget), hygiene (nothing in the files that belongs elsewhere), openapi (documents current).
    """
    checks = _all_checks()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = dict(zip(checks, pool.map(_timed, checks.values()), strict=True))
    for name, (outcome, seconds) in results.items():
        verdict = "passed" if outcome.passed else "FAILED"
        details = outcome.output.replace("\n", _INDENT) if outcome.passed else ""
        output.print(f"{verdict}  {name:<8} {seconds:5.1f} s{_INDENT if details else ''}{details}")
    failed = {name: result.outcome for name, result in results.items() if not result.outcome.passed}
    for name, outcome in failed.items():
        output.print(f"\n── {name} " + "─" * 60 + f"\n{outcome.output}")
    if failed:
        output.print(f"\n{len(failed)} of {len(results)} checks failed: {', '.join(failed)}.")
        raise typer.Exit(1)
