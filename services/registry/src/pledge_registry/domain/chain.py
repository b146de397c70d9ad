"""The audit chain: every commit is sealed with a hash over all it did and the hash before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps
from uuid import UUID

__all__ = ["FIRST_HASH", "REGISTRY_ITSELF", "Action", "CommitEntry", "DocumentEntry", "chained"]

FIRST_HASH = "0" * 64
"""What the first commit is chained to."""

REGISTRY_ITSELF = UUID(int=0)
"""As the actor of a commit: no key, but the registry by itself or its operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a transaction did beside recording documents, such as closing a period.

    ``subject`` is the path of the thing; ``detail`` holds codes and times, never personal data.
    """

    action: str
    subject: str
    detail: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A version as the chain seals it."""

    kind: str
    entity_id: UUID
    version: int
    change: str
    plan: str | None
    code: str
    digest: str
    published: str | None
    """Digest of the published document, where it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitEntry:
    """Everything one commit did."""

    id: UUID
    sequence: int
    at: datetime
    actor: UUID
    reason: str | None
    request_id: str | None
    actions: Sequence[Mapping[str, object]]
    documents: Sequence[DocumentEntry]


def chained(previous: str, entry: CommitEntry) -> str:
    """Return SHA-256 over the hash before and the entry as JSON with sorted keys, in hexadecimal.

    Times are in UTC with microseconds, so that the seal does not depend on a session's time zone.
    """
    content = _shallow(entry) | {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "documents": [_shallow(document) for document in entry.documents],
    }
    body = dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def _shallow(entry: CommitEntry | DocumentEntry) -> dict[str, object]:
    """Return the fields by name; `asdict` would copy every value of a large import."""
    return {name: getattr(entry, name) for name in entry.__slots__}
