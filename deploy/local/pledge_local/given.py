"""Databases that someone else runs, given by environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from .errors import LocalError

__all__ = ["DatabaseUrls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """How the services (app) and the migrations (owner) reach the two databases."""

    registry_app: str
    registry_owner: str
    scoring_app: str
    scoring_owner: str

    @classmethod
    def given(cls, environment: Mapping[str, str] = os.environ) -> Self | None:
        """Return the databases of the environment; None when it names none."""
        registry = environment.get("REGISTRY_DATABASE_URL")
        scoring = environment.get("SCORING_DATABASE_URL")
        if not registry and not scoring:
            return None
        if not registry or not scoring:
            raise LocalError(
                "Set both REGISTRY_DATABASE_URL and SCORING_DATABASE_URL to use databases of "
                "your own, or neither to have one started."
            )
        return cls(
            registry_app=registry,
            registry_owner=environment.get("REGISTRY_OWNER_DATABASE_URL") or registry,
            scoring_app=scoring,
            scoring_owner=environment.get("SCORING_OWNER_DATABASE_URL") or scoring,
        )
