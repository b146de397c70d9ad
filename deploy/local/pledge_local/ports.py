"""Finding ports to listen on."""

import contextlib
import errno
import secrets
import socket
from collections.abc import Sequence

from .errors import LocalError

__all__ = ["choose_ports", "free_port"]

_HIGHEST = 65_535
_QUIET = range(10_000, 32_000)
"""Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections."""

_TRIES = 100
_ABOUT_THE_PORT = frozenset({errno.EADDRINUSE, errno.EACCES, errno.EPERM})


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    # As the servers do it: a port in TIME_WAIT is free.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1)
    except OSError:
        bound.close()
        raise
    return bound


def _listening_anywhere(host: str) -> socket.socket:
    """Listen on a port that outgoing connections are not given by the system.

    Such a port stays free between being chosen and being used; one that the system itself chose
    may meanwhile become the near end of somebody's connection.
    """
    for _ in range(_TRIES):
        port = _QUIET.start + secrets.randbelow(len(_QUIET))
        try:
            return _listening(host, port)
        except OSError as error:
            if error.errno not in _ABOUT_THE_PORT:
                raise
    return _listening(host, 0)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with _listening_anywhere("127.0.0.1") as bound:
        return int(bound.getsockname()[1])


def choose_ports(first: int, hosts: Sequence[str]) -> tuple[int, ...]:
    """Return a free port for each host: `first` and those after it, or any when it is 0."""
    if first + len(hosts) - 1 > _HIGHEST:
        raise LocalError(f"--port can be at most {_HIGHEST - len(hosts) + 1}.")
    chosen: list[int] = []
    with contextlib.ExitStack() as held:
        for offset, host in enumerate(hosts):
            port = first + offset if first else 0
            try:
                found = _listening(host, port) if port else _listening_anywhere(host)
                bound = held.enter_context(found)
            except OSError as error:
                raise LocalError(_why_not(host, port, error)) from error
            chosen.append(int(bound.getsockname()[1]))
    return tuple(chosen)


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno in _ABOUT_THE_PORT:
        return (
            f"Port {port} on {host} cannot be used ({error.strerror}); "
            "choose others with --port N (0 takes free ones)."
        )
    return (
        f"{host} is no address of this machine ({error.strerror}); "
        "choose another one with --host (0.0.0.0 is all of them)."
    )
