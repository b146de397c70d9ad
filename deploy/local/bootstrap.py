"""Prepare ``.venv`` from the hashed lock, then run ``pledge_local`` in it.

Only the standard library, and only syntax that Python 3.6 can parse, so that an old
interpreter still gets to say what is missing. Every failure is one sentence.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        f"Pledge needs CPython 3.11 or newer and this is {platform.python_version()}: install one "
        "(for example: apt-get install python3 python3-venv) and run ./pledge again."
    )

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SOURCES = (
    "shared/src",
    "services/registry/src",
    "services/scoring/src",
    "services/gateway/src",
    "deploy/local",
)
NEEDS_TOOLS = frozenset({"test", "check"})

NO_VENV = (
    "This Python has no working venv module: install it (for example: "
    "apt-get install python3-venv) and run ./pledge again."
)
DISK_FULL = f"The disk is full: free about 400 MB for {VENV} and run ./pledge again."
NOT_WRITABLE = (
    f"{VENV} cannot be written by this user: give yourself the folder "
    "(for example: chown), or clone into one of your own."
)
NO_NETWORK = (
    "The package index cannot be reached: connect to the network, or point pip at a mirror "
    "(PIP_INDEX_URL, PIP_FIND_LINKS), and run ./pledge again."
)
WRONG_HASH = (
    "A downloaded package is not the one in the lock file: the mirror or the network changed it; "
    "try another one and run ./pledge again."
)
# What an installer prints, in small letters, and what it means to the reader.
SYMPTOMS = (
    (("no space left on device", "disk quota exceeded"), DISK_FULL),
    (("permission denied", "read-only file system"), NOT_WRITABLE),
    (("do not match the hashes", "hash mismatch"), WRONG_HASH),
    (
        (
            "name resolution",
            "name or service not known",
            "network is unreachable",
            "connection",
            "timed out",
            "max retries",
            "could not find a version",
            "dns error",
            "error sending request",
            "no solution found",
        ),
        NO_NETWORK,
    ),
)


class SetupError(Exception):
    """The environment cannot be made; the message is one sentence for the user."""


def lock_for(command: str) -> Path:
    """Return the lock file that a command needs; ``dev.lock`` contains ``runtime.lock``."""
    return ROOT / "requirements" / ("dev.lock" if command in NEEDS_TOOLS else "runtime.lock")


def stamp_of(lock: Path) -> Path:
    """Return the file whose text tells what `lock` was when it was last installed."""
    return VENV / f"pledge-{lock.stem}.stamp"


def digest(lock: Path) -> str:
    """Return what a finished installation of `lock` writes into its stamp."""
    python = "{}.{}".format(*sys.version_info)
    return hashlib.sha256(lock.read_bytes() + python.encode()).hexdigest()


def is_installed(lock: Path) -> bool:
    """Tell whether this lock, or the larger one that contains it, is installed as it is now."""
    enough = {lock, lock_for("test")}
    return PYTHON.exists() and any(
        stamp_of(each).is_file() and stamp_of(each).read_text() == digest(each) for each in enough
    )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second start in the same clone wait for the first."""
    with Path(__file__).open("rb") as handle:
        # Some network file systems have no locks; one user on one of those is still served.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def base_python() -> str:
    """Return the interpreter under the virtual environment, or the running one."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end and keep what it printed."""
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )


def check(result: "subprocess.CompletedProcess[str]", otherwise: str) -> None:
    """Turn a failed command into the sentence that fits what it printed."""
    if result.returncode == 0:
        return
    printed = result.stdout.lower()
    for words, sentence in SYMPTOMS:
        if any(word in printed for word in words):
            raise SetupError(sentence)
    raise SetupError(otherwise)


def make_venv() -> None:
    """Make an empty virtual environment, without pip, replacing a broken one."""
    result = run(base_python(), "-m", "venv", "--clear", "--without-pip", str(VENV))
    check(result, NO_VENV)


def is_sound() -> bool:
    """Tell whether there is an environment whose last installation was not interrupted."""
    inside = "import sys; sys.exit(sys.prefix == sys.base_prefix)"
    stamped = PYTHON.exists() and any(VENV.glob("*.stamp"))
    return stamped and run(str(PYTHON), "-c", inside).returncode == 0


def install_with_uv(lock: Path) -> bool:
    """Try uv, which is several times faster where it is present."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    options = ("--require-hashes", "--compile-bytecode", "--python", str(PYTHON))
    return run(uv, "pip", "install", *options, "-r", str(lock)).returncode == 0


def install_with_pip(lock: Path) -> None:
    """Install the lock with pip, the installer that every Python brings along."""
    if run(str(PYTHON), "-m", "pip", "--version").returncode != 0:
        check(run(str(PYTHON), "-m", "ensurepip", "--default-pip"), NO_VENV)
    options = ("--require-hashes", "--disable-pip-version-check", "--no-input", "--retries", "2")
    result = run(str(PYTHON), "-m", "pip", "install", *options, "-r", str(lock))
    log = VENV / "pledge-install.log"
    with contextlib.suppress(OSError):
        log.write_text(result.stdout)
    check(result, f"Installing {lock.name} failed; pip's own words are in {log}.")


def link_sources() -> None:
    """Put the project's folders on the path; relative, so that a moved clone still works."""
    for packages in VENV.glob("lib/python3*/site-packages"):
        lines = (os.path.relpath(ROOT / source, packages) for source in SOURCES)
        (packages / "pledge.pth").write_text("\n".join(lines) + "\n")


def prepare(lock: Path) -> None:
    """Bring ``.venv`` in line with `lock`; a stamp written last makes an interruption harmless."""
    started = time.monotonic()
    seconds = 45 if lock == lock_for("test") else 20
    print(f"Setting up {VENV.name} from {lock.name} (once, about {seconds} s) …", file=sys.stderr)
    if not is_sound():
        make_venv()
    for stamp in VENV.glob("*.stamp"):
        stamp.unlink()
    if not install_with_uv(lock):
        install_with_pip(lock)
    link_sources()
    stamp_of(lock).write_text(digest(lock))
    print(f"Ready after {time.monotonic() - started:.0f} s.", file=sys.stderr)


def ensure(lock: Path) -> None:
    """Install `lock` unless it is; say in one sentence why it cannot be."""
    try:
        if is_installed(lock):
            return
        with one_at_a_time():
            if not is_installed(lock):
                prepare(lock)
    except OSError as error:
        known = {
            errno.ENOSPC: DISK_FULL,
            errno.EDQUOT: DISK_FULL,
            errno.EACCES: NOT_WRITABLE,
            errno.EPERM: NOT_WRITABLE,
            errno.EROFS: NOT_WRITABLE,
        }
        raise SetupError(known.get(error.errno or 0, f"Setting up failed: {error}.")) from error


def main(arguments: Sequence[str]) -> None:
    """Prepare what the command needs, then become that command."""
    try:
        ensure(lock_for(arguments[0] if arguments else ""))
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    command = [str(PYTHON), "-P", "-m", "pledge_local", *arguments]
    os.execv(PYTHON, command)  # noqa: S606 - no shell is wanted; signals go straight to the command


if __name__ == "__main__":
    main(sys.argv[1:])
