"""Korean or English, by the client's Accept-Language."""

from typing import Annotated, Literal

from fastapi import Depends, Request

__all__ = ["Language", "LanguageDep", "language_of"]

Language = Literal["ko", "en"]
_LONGEST_HEADER = 500


def language_of(accept_language: str | None) -> Language:
    """Return the language a client prefers of the two we have; English when it names neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept_language or "")[:_LONGEST_HEADER].split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        quality = _quality(parameters)
        if primary == "ko" and quality > best[0]:
            best = (quality, "ko")
        elif primary == "en" and quality > best[0]:
            best = (quality, "en")
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


async def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


LanguageDep = Annotated[Language, Depends(_language)]
