"""Cutting a stream into lines, never holding more of it than one line."""

from collections.abc import AsyncIterable, AsyncIterator

from pledge_shared.errors import PayloadTooLargeError

__all__ = ["lines_of"]

_WHITE = b" \t\r"


async def lines_of(pieces: AsyncIterable[bytes], *, longest: int) -> AsyncIterator[bytes]:
    """Yield the lines that hold something, without the white space around them.

    Raises
    ------
    PayloadTooLargeError
        413: a line holds more than ``longest`` bytes.
    """
    begun = bytearray()
    async for piece in pieces:
        *ends, rest = piece.split(b"\n")
        for end in ends:
            begun += end
            if line := _line(begun, longest):
                yield line
            begun.clear()
        begun += rest
        _line(begun, longest)
    if line := _line(begun, longest):
        yield line


def _line(begun: bytearray, longest: int) -> bytes:
    if len(begun) > longest:
        raise PayloadTooLargeError(f"A line may hold {longest:,} bytes: one plan document.")
    return bytes(begun).strip(_WHITE)
