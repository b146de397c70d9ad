"""What an operator may set for the scoring service."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Read from the environment when the service starts, never at import."""

    model_config = SettingsConfigDict(env_prefix="SCORING_", frozen=True)

    database_url: str
    registry_url: str
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
