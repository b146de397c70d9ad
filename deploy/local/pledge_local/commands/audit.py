"""``./pledge audit``: whether the record still says what it said when it was made."""

from typing import Annotated, Any

import typer

from ..client import Client
from ..console import errors, output
from ..errors import LocalError
from ..options import Data, Key, Url
from ..project import DEFAULT_DATA

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_PIECE_SECONDS = 2.0
_MOST_HELD = 50
_MOST_SHOWN = 50
Heads = Annotated[
    list[str] | None,
    typer.Option("--head", metavar="SEQUENCE.HASH", help="A head you hold; may be repeated."),
]


@app.command()
def audit(
    *, head: Heads = None, data: Data = DEFAULT_DATA, url: Url = None, key: Key = None
) -> None:
    """Recompute every commit, and compare the record with the heads that are held of it.

    Ends with 1 when anything was changed, removed, added or cut off. docs/history.md explains.
    """
    with Client.writer(data, url, key) as client:
        held = _held_by_scoring(client) + (head or [])
        pieces = _walk(client, held)
    faults = [fault for piece in pieces for fault in piece["faults"]]
    _tell(pieces[-1], pieces, faults)
    if faults:
        raise typer.Exit(1)


def _held_by_scoring(client: Client) -> list[str]:
    try:
        items = client.get("/v1/audit-heads", limit=str(_MOST_HELD))["items"]
    except LocalError as error:
        errors.print(f"Verifying without the heads that scoring holds: {error}", style="yellow")
        return []
    return [f"{item['epoch']}.{item['sequence']}.{item['hash']}" for item in items]


def _walk(client: Client, held: list[str]) -> list[dict[str, Any]]:
    """Verify piece by piece; each is told as it is done."""
    asked = {"wait": str(_PIECE_SECONDS)} | ({"head": ",".join(held)} if held else {})
    pieces: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        piece = client.get("/v1/audit/verify", after=str(after), **asked)
        pieces.append(piece)
        end = piece["head"]["sequence"]
        output.print(f"  verified up to commit {piece['verified_up_to']:,} of {end:,}", style="dim")
        after = piece["next"]
    return pieces


def _tell(last: dict[str, Any], pieces: list[dict[str, Any]], faults: list[dict[str, Any]]) -> None:
    for source in ("file", "caller"):
        of_source = [each for piece in pieces for each in piece["held"] if each["source"] == source]
        if of_source:
            output.print(_of_heads(source, of_source))
    for fault in faults[:_MOST_SHOWN]:
        place = "no commit" if fault["sequence"] is None else f"commit {fault['sequence']}"
        output.print(f"{fault['code']} at {place}: {fault['what']}", style="red")
    if len(faults) > _MOST_SHOWN:
        output.print(f"… and {len(faults) - _MOST_SHOWN:,} more", style="red")
    commits = sum(piece["commits"] for piece in pieces)
    verdict = f"{len(faults):,} faults" if faults else "intact"
    head = last["head"]
    output.print(f"{commits:,} commits: {verdict}. Head: {head['sequence']}.{head['hash']}")


def _of_heads(source: str, compared: list[dict[str, Any]]) -> str:
    name = {"file": "the registry's file", "caller": "scoring or given here"}[source]
    agree, other = (sum(each[field] for each in compared) for field in ("agree", "other_epoch"))
    older = f"; {other:,} from before a restored backup prove nothing" if other else ""
    return f"Heads held by {name}: {agree:,} agree{older}."
