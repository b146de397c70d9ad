"""``./pledge openapi``: the committed OpenAPI documents."""

from typing import Annotated

import typer

from ..checks.openapi import stale_documents, write_documents
from ..console import output
from ..project import ROOT

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
OnlyCheck = Annotated[bool, typer.Option("--check", help="Write nothing; fail when one is stale.")]


@app.command()
def write_openapi(*, check: OnlyCheck = False) -> None:
    """Write the OpenAPI documents of the three services from their code."""
    if check:
        stale = stale_documents(ROOT)
        output.print("\n".join(stale) or "All are current.")
        raise typer.Exit(code=1 if stale else 0)
    changed = write_documents(ROOT)
    output.print(f"Written: {', '.join(changed)}." if changed else "All are current.")
