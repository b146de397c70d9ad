"""Schemes by name, and the digest that seals which rules a score was made by."""

from functools import cache
from hashlib import sha256

import structlog
from pydantic import TypeAdapter

from pledge_shared.canonical import dump_json

from ..engine.scheme import DEFAULT_SCHEME, SCHEMES, Scheme

__all__ = ["digests", "scheme_digest", "scheme_named"]

_SCHEME = TypeAdapter(Scheme)
_log = structlog.get_logger()


def scheme_named(name: str) -> Scheme:
    """Return a scheme; the default one, which every score then names, for one not known here."""
    scheme = SCHEMES.get(name)
    if scheme is None:
        _log.warning("unknown scheme, scored by the default one", scheme=name)
        return DEFAULT_SCHEME
    return scheme


@cache  # asked for of every score, and there are few schemes
def scheme_digest(scheme: Scheme) -> str:
    """Return the SHA-256 (hex) of a scheme's rules."""
    rules = _SCHEME.dump_python(scheme, mode="json")
    rules["excluded_statuses"] = sorted(rules["excluded_statuses"])
    return sha256(dump_json(rules)).hexdigest()


def digests() -> dict[str, str]:
    """Return the digest of every scheme, by name."""
    return {name: scheme_digest(scheme) for name, scheme in SCHEMES.items()}
