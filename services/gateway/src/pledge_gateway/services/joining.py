"""Joins parts into one answer by copying their bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pledge_shared.canonical import digest_of, dump_json

from .parts import Missing, Part

__all__ = ["Completeness", "Joined", "joined", "member"]

Completeness = Literal["full", "partial", "stale"]
_ETAG_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Joined:
    """An aggregate answer. Only a full one has an ETag: the others must not be kept."""

    body: bytes
    etag: str | None
    sequence: int


def joined(
    members: Sequence[bytes],
    completeness: Completeness,
    registry: Part,
    scoring: Part | Missing,
) -> Joined:
    """Put members side by side in one object, and say what they stand on.

    Parameters
    ----------
    members
        Each is ``"key":value``, or several of them with commas between.
    """
    sources = {"registry": _source(registry), "scoring": _source(scoring)}
    tail = dump_json({"completeness": completeness, "sources": sources})[1:]
    body = b"{" + b",".join((*members, tail))
    etag = f'"{digest_of(body)[:_ETAG_LENGTH]}"' if completeness == "full" else None
    return Joined(body, etag, registry.sequence)


def member(key: str, value: bytes) -> bytes:
    """Return one ``"key":value`` of an object."""
    return b'"' + key.encode() + b'":' + value


def _source(part: Part | Missing) -> dict[str, object]:
    """Say which state of a service an answer stands on, or what kept it away."""
    if isinstance(part, Missing):
        return {"problem": part.error.code}
    return {
        "version": part.version or None,
        "etag": part.etag,
        "sequence": part.sequence or None,
    }
