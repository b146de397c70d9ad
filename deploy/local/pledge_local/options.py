"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from .folder import DataFolder
from .project import DEFAULT_DATA

__all__ = ["Data", "Fresh", "Host", "Key", "Port", "Url", "data_folder"]

Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="Folder that holds all of a stack's data.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Remove the data folder first.")]
Host = Annotated[str, typer.Option("--host", help="Address the gateway listens on.")]
Port = Annotated[
    int,
    typer.Option(
        "--port",
        min=0,
        help="Port of the gateway; registry and scoring take the next two. 0: any free ones.",
    ),
]
Url = Annotated[
    str | None, typer.Option("--url", help="Gateway to talk to, instead of the running stack's.")
]
Key = Annotated[
    str | None,
    typer.Option("--key", envvar="PLEDGE_KEY", help="API key, instead of the data folder's."),
]


def data_folder(path: Path = DEFAULT_DATA, *, fresh: bool = False) -> DataFolder:
    """Return the data folder that was asked for, emptied when it has to be fresh."""
    folder = DataFolder(path)
    if fresh:
        folder.remove()
    return folder
