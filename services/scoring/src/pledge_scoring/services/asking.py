"""What a reader may ask of a score, and what an answer consists of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel

from pledge_shared.canonical import canonical_bytes, digest_of

__all__ = ["Answer", "Asked", "answer_of"]

_SHOWN_OF_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """``on``: the scoring date; ``as_of``: the state of knowledge. Absent: the stored score.

    ``reader`` is the Authorization header of a key's holder who asks for the head, drafts and all:
    its score is worked out from what the registry shows that reader, and never stored.
    """

    on: date | None = None
    as_of: str | None = None
    reader: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes with their entity tag, the version scored and the latest commit among the inputs."""

    body: bytes
    etag: str
    version: int | None
    sequence: int


def answer_of(document: BaseModel, *marks: str, version: int | None, sequence: int) -> Answer:
    """Return a document as it is served; the tag says what ``marks`` say and seals the bytes."""
    body = canonical_bytes(document)
    parts: Iterable[str] = (*marks, digest_of(body))
    tag = "-".join(part[:_SHOWN_OF_DIGEST] for part in parts)
    return Answer(body, f'"{tag}"', version, sequence)
