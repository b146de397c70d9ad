"""The one-shot job before the services: both databases brought up to date, the first key made."""

import os
import sys

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import SQLAlchemyError

from pledge_registry.cli import ensure_first_key
from pledge_shared.database.migrate import Service, upgrade

_OWNER_URLS: tuple[tuple[Service, str], ...] = (
    ("registry", "REGISTRY_OWNER_DATABASE_URL"),
    ("scoring", "SCORING_OWNER_DATABASE_URL"),
)


def _required(variable: str) -> str:
    url = os.environ.get(variable)
    if not url:
        sys.exit(f"Set {variable}: migrations run as the role that owns the database.")
    return url


def _migrate(service: Service, url: str) -> None:
    try:
        upgrade(url, service)
    except (OSError, SQLAlchemyError, PostgresError, InterfaceError) as error:
        reason = str(error).strip().partition("\n")[0]
        sys.exit(f"The {service} database could not be migrated: {reason}")


def main() -> None:
    """Migrate, then show the first administrator's key where there was never any key."""
    urls = {service: _required(variable) for service, variable in _OWNER_URLS}
    for service, url in urls.items():
        _migrate(service, url)
    sys.stdout.write("Migrations: current\n")
    if key := ensure_first_key(urls["registry"]):
        sys.stdout.write(f"Administrator's key, shown once: {key}\n")


if __name__ == "__main__":
    main()
