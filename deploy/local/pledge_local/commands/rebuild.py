"""``./pledge rebuild scoring``: whether the record still leads to every score that is there."""

from collections.abc import Iterator, Sequence
from itertools import islice
from time import perf_counter
from typing import Annotated, Any, Literal

import typer
from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy.exc import SQLAlchemyError

from pledge_scoring import cli
from pledge_scoring.cli import Difference
from pledge_shared.errors import ServiceError

from ..console import output
from ..errors import LocalError
from ..folder import DataFolder, RunningStack
from ..given import DatabaseUrls
from ..options import Data
from ..project import DEFAULT_DATA

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
What = Annotated[Literal["scoring"], typer.Argument(help="The only thing that can be rebuilt.")]
Registry = Annotated[
    str | None, typer.Option(help="Registry to read from, instead of the running stack's.")
]
_TOLD_EVERY = 2.0
_MOST_SHOWN = 50
_SHOWN_OF_VALUE = 60


@app.command()
def rebuild(what: What, *, registry: Registry = None, data: Data = DEFAULT_DATA) -> None:
    """Replay the registry's feed from zero, and compare byte for byte with what is there.

    The service goes on meanwhile, and its readers see nothing of it. What differs is named and
    put right; the command then ends with 1. The scoring database is the running stack's; with
    --registry it is that of SCORING_OWNER_DATABASE_URL or SCORING_DATABASE_URL.
    """
    database_url, registry_url = _where(registry, DataFolder(data))
    began = perf_counter()
    try:
        found = cli.rebuild_scoring(database_url, registry_url, _Progress())
    except cli.AlreadyRebuildingError:
        raise LocalError(f"The {what} database is being rebuilt already; wait for it.") from None
    except cli.OutOfReachError:
        raise LocalError(
            "Scoring stands at a place that the registry's feed does not have: after a restored "
            "backup let the service run until it is ready, then rebuild."
        ) from None
    except ServiceError as error:
        raise LocalError(f"The registry cannot be followed: {error}") from error
    except (OSError, SQLAlchemyError, PostgresError, InterfaceError) as error:
        cause = str(error).strip().partition("\n")[0]
        raise LocalError(f"The scoring database cannot be rebuilt: {cause}") from error
    _tell(found, perf_counter() - began)
    if found.found.differences:
        raise typer.Exit(1)


def _where(registry: str | None, folder: DataFolder) -> tuple[str, str]:
    if registry is None:
        running: RunningStack = folder.running()
        return running.scoring_database_url, running.registry_url
    given = DatabaseUrls.given()
    if given is None:
        raise LocalError("With --registry, set REGISTRY_DATABASE_URL and SCORING_DATABASE_URL.")
    return given.scoring_owner, registry


class _Progress:
    """Prints how far the replay is, every two seconds."""

    def __init__(self) -> None:
        self._told = perf_counter()

    def __call__(self, sequence: int, goal: int) -> None:
        if perf_counter() - self._told >= _TOLD_EVERY:
            self._told = perf_counter()
            output.print(f"  replayed up to commit {sequence:,} of {goal:,}", style="dim")


def _tell(done: cli.Rebuilt, seconds: float) -> None:
    found = done.found.differences
    for line in islice(_lines(found), _MOST_SHOWN):
        output.print(line, style="red")
    if len(found) > _MOST_SHOWN:
        output.print(f"… {len(found):,} rows in all", style="red")
    for difference in done.left[:_MOST_SHOWN]:
        output.print(f"{difference.key} cannot be put right: restore a backup.", style="red")
    output.print(
        f"{done.commits:,} commits, {done.scores:,} scores, {seconds:.1f} s\n"
        f"There    {done.found.there}\nRebuilt  {done.found.rebuilt}"
    )
    put_right = len(found) - len(done.left)
    verdict = f"Rows: {len(found):,} differed, {put_right:,} put right."
    output.print(verdict if found else "byte-equal")


def _lines(found: Sequence[Difference]) -> Iterator[str]:
    for difference in found:
        for name, (was, now) in difference.fields.items():
            shown = f"{_short(was)} is there, the record leads to {_short(now)}"
            yield f"{difference.key} {name}: {shown}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _SHOWN_OF_VALUE else f"{text[:_SHOWN_OF_VALUE]}…"
