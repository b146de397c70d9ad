"""Child processes that never outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .unprivileged import Account

__all__ = ["spawn", "stop", "tail"]

_PR_SET_PDEATHSIG = 1


def _die_with_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """Return what a child does before it becomes its program; Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, sent)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask_kernel


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    on_orphaned: signal.Signals,
    cwd: Path | None = None,
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, printing into `log`.

    Must be called in the main thread: the kernel sends `on_orphaned` when the *thread* ends
    that started the child.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_die_with_parent(on_orphaned),  # noqa: PLW1509 - one system call, before any thread
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )


def stop(process: subprocess.Popen[bytes], *signals: signal.Signals, seconds: float) -> None:
    """Send each signal in turn until the process has ended, waiting `seconds` after each."""
    for each in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(each)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
