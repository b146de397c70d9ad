"""``./pledge test``: the tests."""

import subprocess
import sys
from typing import Annotated

import typer

from ..project import ROOT

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Everything = Annotated[bool, typer.Option("--all", help="Also run the tests marked slow.")]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(context: typer.Context, *, everything: Everything = False) -> None:
    """Run the tests, two at a time, on ports and data of their own.

    Further arguments go to pytest: ./pledge test tests/local -k postgres -n 0
    """
    chosen = [] if everything else ["-m", "not slow"]
    command = [sys.executable, "-P", "-m", "pytest", "-n", "2", *chosen, *context.args]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
