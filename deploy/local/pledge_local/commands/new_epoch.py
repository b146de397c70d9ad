"""``./pledge new-epoch``: what follows the restoring of a backup."""

from typing import Annotated

import typer
from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy.exc import SQLAlchemyError

from pledge_registry import cli

from ..console import output
from ..errors import LocalError
from ..folder import DataFolder
from ..given import DatabaseUrls
from ..options import Data
from ..project import DEFAULT_DATA

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Reason = Annotated[
    str | None, typer.Option(help="Which backup was restored, and why; kept in the audit chain.")
]


@app.command()
def new_epoch(*, reason: Reason = None, data: Data = DEFAULT_DATA) -> None:
    """Begin a new epoch of the change feed, after a backup of the registry was restored.

    Every reader of the feed is told to begin anew (410). The registry's database is the one of
    REGISTRY_OWNER_DATABASE_URL or REGISTRY_DATABASE_URL, or else the running stack's.
    """
    given = DatabaseUrls.given()
    url = given.registry_owner if given else DataFolder(data).running().registry_database_url
    try:
        epoch = cli.new_epoch(url, reason)
    except (OSError, SQLAlchemyError, PostgresError, InterfaceError) as error:
        cause = str(error).strip().partition("\n")[0]
        raise LocalError(f"The registry's database does not take a new epoch: {cause}") from error
    output.print(f"The feed's epoch is {epoch}; its readers begin anew.")
