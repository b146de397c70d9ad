"""Hiding parts of personal data from those who need not see it whole."""

import re

__all__ = ["masked_name", "masked_telephone"]

_HIDDEN_DIGITS = 4
_DIGIT = re.compile(r"[0-9]")


def masked_name(name: str) -> str:
    """Return the first character and a mask that does not tell how long the rest is."""
    return f"{name[:1]}○○"


def masked_telephone(telephone: str | None) -> str | None:
    """Return a number whose last four digits are hidden; None stays None."""
    if telephone is None:
        return None
    digits = [match.start() for match in _DIGIT.finditer(telephone)][-_HIDDEN_DIGITS:]
    return "".join("*" if place in digits else char for place, char in enumerate(telephone))
