"""``python -m pledge_container registry|scoring|gateway|migrate|new-epoch``: becomes it."""

import os
import sys
from collections.abc import Sequence

from .passwords import PasswordError, complete_urls
from .ready import PORT

_SERVICES = ("registry", "scoring", "gateway")
_JOBS = {"migrate": "pledge_container.migrate", "new-epoch": "pledge_container.new_epoch"}
_GRACE_SECONDS = "5"


def _command(name: str) -> tuple[str, ...]:
    if name in _JOBS:
        return (sys.executable, "-m", _JOBS[name])
    return (
        *(sys.executable, "-m", "uvicorn", f"pledge_{name}.app:create_app", "--factory"),
        *("--host", "0.0.0.0", "--port", str(PORT), "--no-access-log"),  # noqa: S104 - compose publishes what may be reached
        *("--timeout-graceful-shutdown", _GRACE_SECONDS),
    )


def main(arguments: Sequence[str]) -> None:
    """Replace this process by the program, so that signals reach it."""
    names = (*_SERVICES, *_JOBS)
    if len(arguments) != 1 or arguments[0] not in names:
        sys.exit(f"Say which program to run, one of: {', '.join(names)}.")
    try:
        environment = complete_urls(os.environ)
    except PasswordError as error:
        sys.exit(str(error))
    command = _command(arguments[0])
    os.execve(command[0], command, environment)  # noqa: S606 - the program is one of those above


if __name__ == "__main__":
    main(sys.argv[1:])
