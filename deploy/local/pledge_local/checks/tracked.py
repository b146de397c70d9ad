"""The files that belong to the project: tracked, or new and not ignored."""

import subprocess
from pathlib import Path

from ..errors import LocalError

__all__ = ["project_files"]


def project_files(root: Path) -> list[Path]:
    """Return the project's files, relative to `root`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise LocalError(
            "The checks ask git for the project's files: run them in a clone."
        ) from error
    names = sorted(set(filter(None, listed.stdout.split("\0"))))
    return [Path(name) for name in names if (root / name).is_file()]
