"""A province and its departments, and how a test reads what is answered of them."""

from typing import Any

LIST = "/v1/organizations"
PROVINCE, OFFICE = f"{LIST}/province", f"{LIST}/office"


def organization(code: str, parent: str | None = "province", **fields: Any) -> dict[str, Any]:
    return {"code": code, "kind": "department", "name": "미래산업과", "parent": parent, **fields}


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
