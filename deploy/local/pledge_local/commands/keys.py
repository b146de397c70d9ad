"""``./pledge keys``: API keys of the running stack."""

import json
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

import typer

from pledge_shared.security.policy import Role

from ..client import Client
from ..console import output
from ..options import Data, Key, Url
from ..project import DEFAULT_DATA

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose key it is: an office or a program.")],
    role: Annotated[Role, typer.Argument(help="What it may do.")],
    *,
    owner: Annotated[
        str | None, typer.Option(help="Who answers for it; NAME when not said.")
    ] = None,
    data: Data = DEFAULT_DATA,
    url: Url = None,
    key: Key = None,
) -> None:
    """Make a key; it is shown once."""
    body = json.dumps({"name": name, "role": role, "owner": owner}).encode()
    with Client.writer(data, url, key) as client:
        made = client.send("POST", "/v1/keys", body=body, headers={"Idempotency-Key": str(uuid4())})
    output.print(made["key"])


@app.command("list")
def list_keys(*, data: Data = DEFAULT_DATA, url: Url = None, key: Key = None) -> None:
    """List every key: never the key itself."""
    with Client.writer(data, url, key) as client:
        items = client.get("/v1/keys")["items"]
    for item in items:
        until = f", revoked {item['revoked_at'][:10]}" if item["revoked_at"] else ""
        since = item["created_at"][:10]
        output.print(
            f"{item['id']}  {item['prefix']}…  {item['role']:<13}  {since}{until}  {item['name']}"
            f" ({item['owner']})"
        )


@app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As ./pledge keys list shows it.")],
    *,
    data: Data = DEFAULT_DATA,
    url: Url = None,
    key: Key = None,
) -> None:
    """Revoke a key for good; other services stop taking it within 30 seconds."""
    with Client.writer(data, url, key) as client:
        client.send("DELETE", f"/v1/keys/{quote(key_id, safe='')}")
    output.print("Revoked.")
