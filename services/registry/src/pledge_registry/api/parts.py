"""Parts of a project that are lists: contents, partners, milestones, challenges and the like.

Every list has the same routes, made once for all. Items are addressed by their position from 1;
If-Match makes that safe.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, TypeAdapter, create_model

from pledge_shared.contracts.parts import PartWritten
from pledge_shared.web.openapi import body_schema
from pledge_shared.web.routing import router as strict_router

from ..domain.part_lists import PART_LISTS, PartList
from ..errors import UnknownPartError
from ..services.projects import Written
from ..storage.idempotency import KeptAnswer
from .answers import kept_response
from .dependencies import EditorDep, IdempotencyKeyHeader, request_key
from .editing import (
    PROJECT,
    Editing,
    Editor,
    JsonBody,
    ProjectRead,
    ReadProject,
    added_answer,
    part_answer,
    read_answer,
)

__all__ = ["router"]

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="position in the list, from 1")]


def _add_routes(router: APIRouter, part: PartList) -> None:
    address, title = f"{PROJECT}/{part.name}", part.whole.__name__
    _add_whole(router, part, address, title)
    _add_items(router, part, address, title.removesuffix("s"))


def _add_whole(router: APIRouter, part: PartList, address: str, title: str) -> None:
    """Add the routes of the list as a whole."""
    page = create_model(f"{title}Page", __base__=part.whole, next=(str | None, None))
    answer = create_model(f"{title}Written", __base__=(PartWritten, part.whole))

    @router.get(address, response_model=page, summary=f"A project's {part.words}")
    async def list_items(request: Request, read: ProjectRead) -> Response:
        return read_answer(request, read, {**_whole_of(part, read), "next": None})

    @router.put(
        address,
        response_model=answer,
        openapi_extra=body_schema(part.whole),
        summary=f"Replace a project's {part.words} as a whole",
    )
    async def put_items(edit: Editing, body: JsonBody, editor: EditorDep) -> Response:
        written = await editor.change(edit, lambda facts: part.put_all(facts, body))
        return part_answer(written, answer, **dict(part.whole_of(written.facts)))


def _add_items(router: APIRouter, part: PartList, address: str, title: str) -> None:
    """Add the routes of the list's items."""
    answer = create_model(
        f"{title}Written", __base__=PartWritten, number=(int, ...), item=(part.item, ...)
    )
    _add_new_item(router, part, address, answer)
    _add_numbered_item(router, part, address + "/{number}", answer)


def _add_new_item(
    router: APIRouter, part: PartList, address: str, answer: type[PartWritten]
) -> None:
    @router.post(
        address,
        status_code=201,
        response_model=answer,
        openapi_extra=_item_schema(part),
        summary=f"Add to a project's {part.words}",
    )
    async def add_item(
        request: Request,
        edit: Editing,
        actor: Editor,
        key: IdempotencyKeyHeader,
        body: JsonBody,
        editor: EditorDep,
    ) -> Response:
        def reply(written: Written) -> KeptAnswer:
            items = part.items(written.facts)
            location = f"{request.url.path}/{len(items)}"
            return added_answer(written, location, answer, number=len(items), item=items[-1])

        once = await request_key(request, actor, key)
        return kept_response(
            await editor.add(edit, lambda facts: part.add(facts, body), key=once, answer=reply)
        )


def _add_numbered_item(
    router: APIRouter, part: PartList, place: str, answer: type[PartWritten]
) -> None:
    @router.get(place, response_model=part.item, summary=f"One of a project's {part.words}")
    async def get_item(request: Request, read: ProjectRead, number: Number) -> Response:
        items = _whole_of(part, read)["items"]
        if number > len(items):
            raise UnknownPartError
        return read_answer(request, read, items[number - 1])

    @router.put(
        place,
        response_model=answer,
        openapi_extra=_item_schema(part),
        summary=f"Replace one of a project's {part.words}",
    )
    async def put_item(
        edit: Editing, number: Number, body: JsonBody, editor: EditorDep
    ) -> Response:
        written = await editor.change(edit, lambda facts: part.put(facts, number, body))
        return part_answer(written, answer, number=number, item=part.find(written.facts, number))

    @router.delete(
        place, response_model=PartWritten, summary=f"Take out one of a project's {part.words}"
    )
    async def delete_item(edit: Editing, number: Number, editor: EditorDep) -> Response:
        written = await editor.change(edit, lambda facts: part.drop(facts, number))
        return part_answer(written, PartWritten)


def _whole_of(part: PartList, read: ReadProject) -> dict[str, Any]:
    """Return a list as a whole, as the document holds it."""
    found = read.facts[part.field]
    return found if isinstance(found, dict) else {"items": found}


def _item_schema(part: PartList) -> dict[str, Any]:
    """Return what documents the body of one item: an object, or a text."""
    if isinstance(part.item, type) and issubclass(part.item, BaseModel):
        return body_schema(part.item)
    schema = TypeAdapter(part.item).json_schema()
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


router = strict_router("parts")
for each in PART_LISTS:
    _add_routes(router, each)
