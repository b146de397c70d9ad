"""Processes beside a service that work for it: they end with what started them."""

import gc
import os
import signal
from multiprocessing import parent_process
from threading import Thread

__all__ = ["begin_beside"]


def begin_beside() -> None:
    """Leave no process behind when the service is killed; leave Ctrl-C to the service.

    To be called first in a process that ends with its work: garbage is not looked for in it,
    because documents and results hold no cycles.
    """
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None  # noqa: S101 - pools start their processes themselves

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
