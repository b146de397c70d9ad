"""``./pledge import FILE``: a plan document into the registry."""

from pathlib import Path
from typing import Annotated

import typer

from ..client import Client, Refusal
from ..console import output
from ..errors import LocalError
from ..imports import import_document, summary_of
from ..options import Data, Key, Url
from ..project import DEFAULT_DATA

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="A plan document (JSON), or one a line (.ndjson).")
]
ValidateOnly = Annotated[
    bool, typer.Option("--validate-only", help="Say what would happen, change nothing.")
]
_MEDIA_TYPES = {".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}
Prune = Annotated[bool, typer.Option("--prune", help="Delete projects that are not in the file.")]


@app.command()
def import_plan(
    file: File,
    *,
    validate_only: ValidateOnly = False,
    prune: Prune = False,
    data: Data = DEFAULT_DATA,
    url: Url = None,
    key: Key = None,
) -> None:
    """Import a plan document into the running stack; the same file twice changes nothing."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise LocalError(f"{file} cannot be read: {error.strerror}.") from error
    if not body.strip():
        raise LocalError(f"{file} is empty: give a plan document (docs/plan-document.md).")
    with Client.writer(data, url, key) as client:
        try:
            done = import_document(
                client,
                body,
                media_type=_MEDIA_TYPES.get(file.suffix, "application/json"),
                validate_only=validate_only,
                prune=prune,
            )
        except Refusal as refusal:
            raise LocalError(f"{file} was not imported: {refusal}") from refusal
    for issue in done.get("issues") or []:
        output.print(f"{issue['severity']}: {issue['pointer']}: {issue['message']}")
    output.print(summary_of(done))
    if done["state"] == "failed":
        raise typer.Exit(1)
