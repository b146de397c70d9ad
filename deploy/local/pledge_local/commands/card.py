"""``./pledge card PLAN CODE``: one project's card."""

from typing import Annotated
from urllib.parse import quote

import typer

from ..client import Client
from ..console import output
from ..options import Data, Url
from ..project import DEFAULT_DATA
from ..report.card import CardReport

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Korean = Annotated[bool, typer.Option("--korean", help="Findings in Korean.")]
AllowPartial = Annotated[
    bool, typer.Option("--allow-partial", help="Show the facts while scoring does not answer.")
]


@app.command()
def card(
    plan: Annotated[str, typer.Argument(help="Code of the plan, such as gb-7.")],
    code: Annotated[str, typer.Argument(help="Code of the project, such as bigdata.")],
    *,
    korean: Korean = False,
    allow_partial: AllowPartial = False,
    data: Data = DEFAULT_DATA,
    url: Url = None,
) -> None:
    """Show one project's card: facts, score and findings."""
    options = {"allow_partial": "true"} if allow_partial else {}
    with Client.reader(data, url, language="ko" if korean else "en") as client:
        path = f"/v1/plans/{quote(plan, safe='')}/projects/{quote(code, safe='')}/card"
        answer = client.get(path, **options)
    output.print(CardReport(answer))
