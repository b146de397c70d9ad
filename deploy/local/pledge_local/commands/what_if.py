"""``./pledge what-if PLAN PROJECT``: a project's rate with other facts, and what it takes."""

import json
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

import typer

from pledge_shared.contracts.simulation_answers import BreakEvenAnswer, ProjectSimulation

from ..client import Client
from ..console import output
from ..errors import LocalError
from ..options import Data, Url
from ..project import DEFAULT_DATA
from ..report.explanation import Language
from ..report.what_if import break_even_text, simulation_text

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_PLACE = "INDICATOR/PERIOD=NUMBER"


@app.command()
def what_if(
    plan: Annotated[str, typer.Argument(help="Code of the plan, such as gb-7.")],
    project: Annotated[str, typer.Argument(help="Code of the project, such as bigdata.")],
    *,
    actual: Annotated[
        list[str] | None, typer.Option(metavar=_PLACE, help="Assume an actual; may be given again.")
    ] = None,
    rate: Annotated[
        list[str] | None, typer.Option(metavar=_PLACE, help="Assume a reported rate, percent.")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(metavar=_PLACE, help="Assume a target.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="INDICATOR", help="Leave an indicator out.")
    ] = None,
    reach: Annotated[
        str | None, typer.Option(metavar="RATE", help="Ask what it takes to reach this rate.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the words.")] = "ko",
    data: Data = DEFAULT_DATA,
    url: Url = None,
) -> None:
    """Score a project with other facts, without writing; or ask what it takes to reach a rate."""
    said = [*_stated(actual, "value"), *_stated(rate, "reported_rate")]
    overlay = {
        "actuals": said,
        "targets": _stated(target, "value"),
        "left_out": without or [],
    }
    path = f"/v1/simulations/plans/{quote(plan, safe='')}/projects/{quote(project, safe='')}"
    with Client.reader(data, url, language=lang) as client:
        if reach is None:
            answer = _ask(client, path, {"overlay": overlay})
            output.print(simulation_text(ProjectSimulation.model_validate(answer)))
        else:
            answer = _ask(client, f"{path}/break-even", {"overlay": overlay, "rate": reach})
            output.print(break_even_text(BreakEvenAnswer.model_validate(answer)))


def _ask(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.send("POST", path, body=json.dumps(body).encode())


def _stated(given: Sequence[str] | None, field: str) -> list[dict[str, str]]:
    """Read what is assumed of periods."""
    found = []
    for each in given or ():
        place, _, number = each.partition("=")
        indicator, _, period = place.partition("/")
        if not (indicator and period and number):
            raise LocalError(f"Write {each} as {_PLACE}, such as training/2020=90.")
        found.append({"indicator": indicator, "period": period, field: number})
    return found
