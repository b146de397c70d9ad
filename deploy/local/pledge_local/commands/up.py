"""``./pledge up``: the stack without sample data."""

import typer

from ..console import output, step
from ..options import Data, Fresh, Host, Port, data_folder
from ..project import DEFAULT_DATA
from ..stack import running_stack

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def up(
    *,
    data: Data = DEFAULT_DATA,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    fresh: Fresh = False,
) -> None:
    """Start PostgreSQL and the three services, and keep them until Ctrl-C.

    With REGISTRY_DATABASE_URL and SCORING_DATABASE_URL set, no database is started.
    """
    folder = data_folder(data, fresh=fresh)
    with running_stack(folder, port=port, host=host, tell=step) as stack:
        output.print(f"Docs: {stack.running.gateway_url}/docs\nCtrl-C stops everything.")
        stack.watch()
    output.print("Stopped.")
