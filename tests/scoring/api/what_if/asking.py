"""The golden card, and questions about it."""

from typing import Any

from httpx import AsyncClient

CARD = "/v1/achievements/plans/gb-7/projects/bigdata"
ASKED = "/v1/simulations/plans/gb-7/projects/bigdata"
MISSING = {"indicator": "cloud-datacenter", "period": "2021", "text": "구축중"}


async def ask(client: AsyncClient, path: str = ASKED, /, **body: Any) -> dict[str, Any]:
    """Return the answer to a question that is in order."""
    answer = await client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
