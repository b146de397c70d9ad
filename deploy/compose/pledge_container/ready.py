"""Health check of a container: ends with 0 when the service in it says that it is ready."""

import sys
import urllib.request

__all__ = ["PORT"]

PORT = 8000
"""Of a service; the same in every container, which has an address of its own."""

_SECONDS = 3


def main() -> None:
    """Ask once; proxies of the environment have no business inside one container."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(f"http://127.0.0.1:{PORT}/readyz", timeout=_SECONDS).close()
    except OSError as error:
        sys.exit(f"Not ready: {error}")


if __name__ == "__main__":
    main()
