"""``./pledge demo``: the whole path on the sample documents."""

from typing import Annotated

import typer

from ..client import Client
from ..console import output, step
from ..errors import LocalError
from ..folder import DataFolder
from ..options import Data, Fresh, Host, Port, data_folder
from ..project import DEFAULT_DATA
from ..report.card import CardReport
from ..report.plan import PlanReport
from ..samples import await_scored, import_samples
from ..stack import Stack, running_stack

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Exit = Annotated[bool, typer.Option("--exit", help="Stop everything after the report.")]
_CARD = "/v1/plans/gb-7/projects/bigdata/card"


@app.command()
def demo(
    *,
    leave: Exit = False,
    data: Data = DEFAULT_DATA,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    fresh: Fresh = False,
) -> None:
    """Start everything, import the four sample documents and show what they score.

    Documents that are there already are left as they are. Ctrl-C stops everything.
    """
    folder = data_folder(data, fresh=fresh)
    with running_stack(folder, port=port, host=host, tell=step) as stack:
        _show(stack, folder)
        if not leave:
            output.print("\nCtrl-C stops everything.")
            stack.watch()
    output.print("Stopped.")


def _show(stack: Stack, folder: DataFolder) -> None:
    url = stack.running.gateway_url
    try:
        with Client(url, folder.administrator_key()) as client:
            codes = import_samples(client, step)
            dashboards = [await_scored(client, code) for code in codes]
            step("Scores: all current")
            card = client.get(_CARD)
    except LocalError:
        stack.check()  # a service that died says more than a call that failed
        raise
    for dashboard in dashboards:
        output.print()
        output.print(PlanReport(dashboard))
    output.print()
    output.print(CardReport(card))
    output.print(
        f"\nDocs       {url}/docs\nCard       {url}{_CARD}\n"
        f"Dashboard  {url}/v1/plans/gb-7/dashboard"
    )
