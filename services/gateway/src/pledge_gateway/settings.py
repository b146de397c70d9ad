"""What an operator may set, read from the environment when the gateway starts."""

from typing import Annotated, Literal

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Settings of the gateway; each is an environment variable ``GATEWAY_…``."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True)

    registry_url: Annotated[HttpUrl, Field(description="where the registry listens")]
    scoring_url: Annotated[HttpUrl, Field(description="where scoring listens")]
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
