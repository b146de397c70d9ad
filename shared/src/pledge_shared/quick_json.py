"""JSON of large files, parsed several times faster than `strict_json` where nothing is in doubt."""

from typing import Any

from pydantic_core import from_json, to_json

__all__ = ["quick_json"]

_KEY_ENDS = b'":'
_ODD_KEY_ENDS = (b" :", b"\t:", b"\n:", b"\r:")
_LATIN_ESCAPE = b"\\u00"
_BETWEEN_PARTS = b","


def quick_json(body: bytes, *, max_array: int) -> Any:
    """Parse a body that is beyond doubt; None when `strict_json.parse_json` has to look at it.

    What is returned has no repeated keys, no NaN, no lone surrogates, no NUL and no oversized
    list. How deep it nests, which keys it has and how large its numbers are is left to the closed
    model that it must be checked against.

    A repeated key stands twice in the body and once in the value, so the two differ in how often
    a quote is followed by a colon. Bodies where that may have another reason are in doubt.
    """
    if any(end in body for end in _ODD_KEY_ENDS) or _LATIN_ESCAPE in body:
        return None
    if body.count(_BETWEEN_PARTS) >= max_array:
        return None
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError:
        return None
    return value if to_json(value).count(_KEY_ENDS) == body.count(_KEY_ENDS) else None
