"""Settings of the registry, read from REGISTRY_* variables when first asked for."""

from functools import cache
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "settings"]


class Settings(BaseSettings):
    """Everything an operator may set."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_", frozen=True)

    database_url: Annotated[str, Field(description="PostgreSQL URL of the registry's database")]
    pool_size: Annotated[int, Field(ge=1, le=100, description="database connections")] = 8
    log_level: str = "INFO"


@cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
