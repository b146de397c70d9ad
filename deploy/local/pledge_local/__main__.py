"""Names the commands and runs one; only the module of that one is imported."""

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NamedTuple

from .console import errors, output
from .errors import LocalError

__all__ = ["COMMANDS", "main"]

_INTERRUPTED = 130
_USAGE = 2


class Command(NamedTuple):
    """Where a command is and what it is for."""

    module: str
    summary: str


COMMANDS = {
    "demo": Command("demo", "Start everything, import the samples and show what they score"),
    "up": Command("up", "Start everything without sample data"),
    "import": Command("import_plan", "Import a plan document into the running stack"),
    "card": Command("card", "Show one project's card: facts, score and findings"),
    "explain": Command("explain", "Explain a project's rate in words, as text, JSON or Mermaid"),
    "what-if": Command("what_if", "Score a project with other facts, or ask what it takes"),
    "keys": Command("keys", "Create, list and revoke API keys"),
    "audit": Command("audit", "Verify the record, also against the heads that are held of it"),
    "rebuild": Command("rebuild", "Build every score anew from the record, and compare"),
    "new-epoch": Command("new_epoch", "Tell the feed's readers that a backup was restored"),
    "test": Command("run_tests", "Run the tests on ports and data of their own"),
    "bench": Command("bench", "Measure speed, memory and storage against their limits"),
    "check": Command("run_checks", "Run every static check and report all failures"),
    "openapi": Command("write_openapi", "Write the OpenAPI documents of the three services"),
    "version": Command("version", "Show the versions of what runs"),
}


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code."""
    name = arguments[0] if arguments else "--help"
    if name in {"--help", "-h", "help"}:
        _list_commands()
        return 0
    try:
        return _run("version" if name == "--version" else name, arguments[1:])
    except LocalError as error:
        errors.print(str(error), style="red")
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(name: str, arguments: Sequence[str]) -> int:
    command = COMMANDS.get(name)
    if command is None:
        near = "".join(f", did you mean {each}?" for each in get_close_matches(name, COMMANDS, 1))
        errors.print(f"There is no command {name}{near or '; ./pledge lists them.'}", style="red")
        return _USAGE
    module = import_module(f".commands.{command.module}", __package__)
    module.app(args=list(arguments), prog_name=f"./pledge {name}")
    return 0


def _list_commands() -> None:
    output.print("Pledge (공약이행): what was promised, what it cost, what came of it.\n")
    for name, command in COMMANDS.items():
        output.print(f"  ./pledge {name:<9} {command.summary}")
    output.print("\n./pledge COMMAND --help shows a command's options.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
