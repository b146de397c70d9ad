"""Canonical bytes of a document and their digest: same facts, same bytes, on any machine."""

import json
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, TypeAdapter

__all__ = ["canonical_bytes", "digest_of", "dump_json"]


def dump_json(value: Any) -> bytes:
    """Return compact UTF-8 JSON of plain values, keys in their given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def canonical_bytes(model: BaseModel) -> bytes:
    """Return a model's JSON: fields in declared order, nulls kept, no white space."""
    return _adapter(type(model)).dump_json(model)


@cache
def _adapter(model: type[BaseModel]) -> TypeAdapter[BaseModel]:
    """Return what writes a model as bytes; the model's own method makes a text of them first."""
    return TypeAdapter(model)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as 64 hexadecimal digits."""
    return sha256(content).hexdigest()
