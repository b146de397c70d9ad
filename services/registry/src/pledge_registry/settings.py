"""Settings of the registry, read from REGISTRY_* variables when first asked for."""

from functools import cache
from pathlib import Path
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
    audit_file: Annotated[
        Path | None, Field(description="file to which the head of each commit is appended")
    ] = None
    webhook_hosts: Annotated[
        str,
        Field(description="host:port, … that webhooks may lead to though internal or plain http"),
    ] = ""
    deliver_webhooks: Annotated[bool, Field(description="false on a copy of the record")] = True

    @property
    def listed_hosts(self) -> frozenset[str]:
        """Each ``host:port`` of `webhook_hosts`."""
        return frozenset(host.strip().lower() for host in self.webhook_hosts.split(","))


@cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
