"""The gateway's papers: the page of routes, and the examples, which are captured answers."""

import json
import sys
from pathlib import Path
from typing import Annotated

import httpx
import typer

from .api.documentation import example_file
from .services.route_table import METHODS, Document, RouteTable, load_services

__all__ = ["app", "capture_examples", "routes_page"]

_CAPTURED = {
    "card": "/v1/plans/gb-7/projects/bigdata/card",
    "project-list": "/v1/projects?plan=gb-7&sort=-rate&count=true",
    "plan-dashboard": "/v1/plans/gb-7/dashboard",
    "organization-dashboard": "/v1/organizations/gyeongbuk/dashboard",
}
"""Requests whose answers, on the sample documents, are shown as examples."""

_PAGE = """# Routes

Clients talk to the gateway; it answers these paths. `gateway` paths are aggregates of its own. All
others are handed on to the service named, which answers the same paths inside the network. Every
service has `/livez`, `/readyz`, `/metrics`, `/docs`, `/openapi.json` and `/problems/{code}` for
itself. This page is made from the documents that the routes are registered from, by
`python -m pledge_gateway.cli routes services/gateway/openapi.json`.

| Path | Methods | Answered by | What it is |
| --- | --- | --- | --- |
"""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def routes_page(document: Document) -> str:
    """Return ``docs/routes.md`` for the gateway's OpenAPI document."""
    passed = {
        (method, route.path): route.service
        for route in RouteTable(load_services()).routes
        for method in route.operations
    }
    rows = []
    for path in sorted(path for path in document["paths"] if path.startswith("/v1/")):
        operations = document["paths"][path]
        methods = [method for method in METHODS if method in operations]
        owners = sorted({passed.get((method, path), "gateway") for method in methods})
        names = ", ".join(method.upper() for method in methods)
        summary = operations[methods[0]]["summary"]
        rows.append(f"| `{path}` | {names} | {', '.join(owners)} | {summary} |\n")
    return _PAGE + "".join(rows)


def capture_examples(url: str) -> list[Path]:
    """Ask a running gateway that holds the samples, and keep its answers as examples.

    Raises
    ------
    httpx.HTTPError
        It does not answer, or refuses.
    ValueError
        An answer is not complete: the scores are not there yet.
    """
    written = []
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        for name, path in _CAPTURED.items():
            answer = client.get(path).raise_for_status()
            if answer.json()["completeness"] != "full":
                raise ValueError(f"{path} is not complete yet; try again.")
            example_file(name).write_bytes(answer.content + b"\n")
            written.append(example_file(name))
    return written


@app.command("routes")
def show_routes(document: Annotated[typer.FileText, typer.Argument()]) -> None:
    """Print docs/routes.md for an OpenAPI document of the gateway."""
    sys.stdout.write(routes_page(json.load(document)))


@app.command("capture-examples")
def capture(
    url: Annotated[str, typer.Option(help="address of a gateway with the samples")],
) -> None:
    """Write the examples of the OpenAPI document from a running gateway's answers."""
    for file in capture_examples(url):
        typer.echo(str(file))


if __name__ == "__main__":
    app()
