"""How much memory a process and those it started hold at most."""

import contextlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Peak", "peak_of"]

_PSS = re.compile(r"^Pss:\s+([0-9]+) kB", re.MULTILINE)
_EVERY_SECONDS = 0.25


class Peak:
    """The largest sum seen so far, in MiB; 0 where the system does not tell (not Linux)."""

    def __init__(self) -> None:
        self.mib = 0.0

    def look(self, pid: int) -> None:
        """Look once."""
        self.mib = max(self.mib, sum(_kib(each) for each in _family(pid)) / 1024)


@contextlib.contextmanager
def peak_of(pid: int) -> Iterator[Peak]:
    """Watch a process and its children for the length of a block.

    Memory that several of them share counts once (PSS).
    """
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY_SECONDS):
            peak.look(pid)

    peak.look(pid)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _kib(pid: int) -> int:
    with contextlib.suppress(OSError):
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found[1]) if found else 0
    return 0
