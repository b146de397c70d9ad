"""How aggregate answers are read: what the reader asked for, and how long it may take."""

from dataclasses import dataclass, field

from pledge_shared.publication import View

__all__ = ["RETRY", "SCORE_SECONDS", "SECONDS", "WAIT_SECONDS", "ReadOptions"]

SECONDS = 2.8
"""The longest the services behind are waited for, so that an answer is out after 3 s."""

SCORE_SECONDS = 2.4
"""The longest scoring is waited for, so that the facts still go out in time without it."""

WAIT_SECONDS = 0.3
"""How long a score may take to catch up with a write."""

RETRY = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader asks of an aggregate answer."""

    language: str = "en"
    on: str | None = None
    as_of: str | None = None
    allow_stale: bool = True
    allow_partial: bool = False
    reader: str | None = field(default=None, repr=False)
    """Authorization header of a key's holder who asks for the head; kept nowhere."""

    @property
    def of_view(self) -> dict[str, str]:
        """The parameter that asks either service for the head."""
        return {"view": View.HEAD} if self.reader else {}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a call in the reader's name."""
        authorization = {"Authorization": self.reader} if self.reader else {}
        return {"Accept-Language": self.language, **authorization}

    @property
    def of_registry(self) -> dict[str, str]:
        """The parameters the registry understands."""
        return {"as_of": self.as_of} if self.as_of else {}

    @property
    def of_scoring(self) -> dict[str, str]:
        """The parameters scoring understands."""
        return {**self.of_registry, **({"on": self.on} if self.on else {})}
