"""How far this process has come, and waking whoever waits for it to come further."""

import asyncio
import contextlib
from dataclasses import dataclass

__all__ = ["Progress", "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the process had come at some moment; an answer made later knows at least that."""

    position: int
    lag: int


class Progress:
    """The registry sequence taken in so far, and the newest one that was heard of."""

    def __init__(self) -> None:
        self.sequence = 0
        self.head = 0
        self.registry_reached = False
        self._moved = asyncio.Event()

    @property
    def lag(self) -> int:
        """Commits of the registry that are known of and not taken in."""
        return max(self.head - self.sequence, 0)

    def standing(self) -> Standing:
        """Return the present state; take it before looking, so that no answer claims too much."""
        return Standing(self.sequence, self.lag)

    def heard_of(self, head: int) -> None:
        """Note what the registry says is its newest commit."""
        self.registry_reached = True
        self.head = head

    def reach(self, sequence: int) -> None:
        """Note that everything up to a commit is taken in and stored, and wake all who wait."""
        self.sequence = sequence
        self._moved.set()
        self._moved = asyncio.Event()

    def ticket(self) -> asyncio.Event:
        """Return what the next step sets; take it before looking, so that none slips between."""
        return self._moved

    async def reached(self, sequence: int, seconds: float) -> None:
        """Return when a commit has been taken in, or after some seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.sequence < sequence:
                    await self.ticket().wait()
