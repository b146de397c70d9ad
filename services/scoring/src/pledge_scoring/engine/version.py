"""Which arithmetic made a number."""

from typing import Final

__all__ = ["ENGINE_VERSION"]

ENGINE_VERSION: Final = "pledge-engine/1"
"""Changes whenever the same facts could give another number, reason or finding."""
