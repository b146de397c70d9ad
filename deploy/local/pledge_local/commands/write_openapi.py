"""``./pledge openapi``: the committed OpenAPI documents."""

import typer

from ..checks.openapi import write_documents
from ..console import output
from ..project import ROOT

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def write_openapi() -> None:
    """Write the OpenAPI documents of the three services from their code."""
    changed = write_documents(ROOT)
    output.print(f"Written: {', '.join(changed)}." if changed else "All are current.")
