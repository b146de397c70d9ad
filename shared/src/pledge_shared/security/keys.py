"""API keys: 256 random bits, shown once, stored only as a hash."""

import re
import secrets
from hashlib import sha256

__all__ = ["PREFIX_LENGTH", "hash_key", "is_key", "new_key"]

PREFIX_LENGTH = 8
"""How much of a key may be shown to recognise it by."""

_BYTES = 32
_KEY = re.compile(r"pk_[A-Za-z0-9_-]{43}")


def new_key() -> str:
    """Return a new key, ``pk_`` and 43 URL-safe characters."""
    return f"pk_{secrets.token_urlsafe(_BYTES)}"


def is_key(text: str) -> bool:
    """Tell whether the text has the form of a key."""
    return _KEY.fullmatch(text) is not None


def hash_key(key: str) -> str:
    """Return what is stored of a key. 256 bits need no salt and no slow hash."""
    return sha256(key.encode()).hexdigest()
