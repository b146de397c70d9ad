"""The checks that other programs make."""

import subprocess
import sys
from pathlib import Path

from .outcome import Outcome

__all__ = ["TOOLS", "run_tool"]

_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

TOOLS: dict[str, tuple[str, ...]] = {
    "format": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "."),
    "types": ("-m", "mypy", "shared", "services", "deploy", "tests", "migrations"),
    "layers": ("-c", _LINT_IMPORTS),
    "openapi": ("-P", "-m", "pledge_local", "openapi", "--check"),
}


def run_tool(root: Path, arguments: tuple[str, ...]) -> Outcome:
    """Run one with this Python and keep what it printed."""
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = result.stdout.strip()
    return Outcome(result.returncode == 0, printed if result.returncode else _last_line(printed))


def _last_line(printed: str) -> str:
    return printed.splitlines()[-1] if printed else ""
