"""The casebooks on the wire: the same cases as in the files, absent and null kept apart."""

from pathlib import Path

import yaml
from httpx import AsyncClient

_CASEBOOKS = Path(__file__).parents[3] / "data" / "methods"
_WRITTEN = [yaml.safe_load(path.read_bytes()) for path in sorted(_CASEBOOKS.glob("*.yaml"))]


async def test_every_method_serves_its_casebook_as_it_is_written(service: AsyncClient) -> None:
    methods = (await service.get("/v1/methods")).json()["items"]

    served = {
        each["name"]: (await service.get(f"/v1/methods/{each['name']}/vectors")).json()
        for each in methods
    }

    assert served == {book["method"]: book for book in _WRITTEN}
    # Null is an unknown direction, absent is up.
    given = {case["name"]: case["given"] for case in served["target-vs-actual/1"]["cases"]}
    assert given["no direction"]["direction"] is None
    assert "direction" not in given["up half way"]
