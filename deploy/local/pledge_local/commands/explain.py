"""``./pledge explain PLAN PROJECT``: how a rate came about, step by step."""

import json
from typing import Annotated, Literal
from urllib.parse import quote

import typer

from pledge_shared.contracts.explanation import Explanation

from ..client import Client
from ..console import output
from ..options import Data, Key, Url
from ..project import DEFAULT_DATA
from ..report.explanation import Language, as_mermaid, as_text

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Format = Literal["text", "json", "mermaid"]
View = Literal["published", "head"]


@app.command()
def explain(
    plan: Annotated[str, typer.Argument(help="Code of the plan, such as gb-7.")],
    project: Annotated[str, typer.Argument(help="Code of the project, such as bigdata.")],
    *,
    lang: Annotated[Language, typer.Option(help="Language of the words.")] = "ko",
    as_of: Annotated[
        str | None, typer.Option(help="State of knowledge: a commit, or a time with offset.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Scoring date, such as 2021-06-30.")] = None,
    view: Annotated[
        View, typer.Option(help="head: drafts of a reviewed plan too; needs a key.")
    ] = "published",
    form: Annotated[Format, typer.Option("--format", help="How to show it.")] = "text",
    data: Data = DEFAULT_DATA,
    url: Url = None,
    key: Key = None,
) -> None:
    """Explain a project's rate in words, down to the facts of every period."""
    asked = {"as_of": as_of, "on": on, "view": view if view == "head" else None}
    path = f"/v1/plans/{quote(plan, safe='')}/projects/{quote(project, safe='')}/explanation"
    with (
        Client.writer(data, url, key, language=lang)
        if view == "head"
        else Client.reader(data, url, language=lang)
    ) as client:
        answer = client.get(path, **{name: value for name, value in asked.items() if value})
    output.print(_shown(answer, lang, form))


def _shown(answer: object, lang: Language, form: Format) -> str:
    if form == "json":
        return json.dumps(answer, ensure_ascii=False, indent=2)
    tree = Explanation.model_validate(answer)
    return as_mermaid(tree) if form == "mermaid" else as_text(tree, lang)
