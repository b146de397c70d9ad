"""Searching documents by their words, and keeping what is searched complete."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pledge_shared.contracts.search import Match, SearchItem
from pledge_shared.database.connections import Database, is_down
from pledge_shared.pagination import Page, cut_page, decode_cursor
from pledge_shared.publication import View

from ..domain.search import Query, Term, texts_of
from ..storage.keyset import key_written
from ..storage.reading import DocumentReader
from ..storage.searching import Hit, SearchIndex, fill_some
from .points import resolve

__all__ = ["Searching"]

_AROUND = 40
"""Characters shown on either side of a word."""

_RETRY_SECONDS = 1.0

_Texts = Sequence[tuple[str, str]]


class Searching:
    """Finds projects, goals, plans and organizations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fill(self) -> None:
        """Add what is searched of documents that were written before there was search."""
        missing = True
        while missing:
            try:
                async with self._database.write() as connection:
                    missing = await fill_some(connection)
            except Exception as error:
                if not is_down(error):
                    raise
                await asyncio.sleep(_RETRY_SECONDS)

    async def page(
        self,
        query: Query,
        kinds: Sequence[str],
        *,
        cursor: str | None,
        limit: int,
        as_of: str | None = None,
    ) -> Page[SearchItem]:
        """Return a page of hits, the best first.

        Raises
        ------
        InvalidParameterError
            400: the cursor is of another search.
        """
        scope = f"search:{query}:{sorted(kinds)}:{as_of}"
        async with self._database.read() as connection:
            reader = DocumentReader(connection, View.PUBLISHED)
            point = await resolve(reader, as_of)
            index = SearchIndex(connection)
            place = decode_cursor(scope, cursor, index.keys) if cursor else None
            hits = await index.page(query, kinds, point, place=place, limit=limit + 1)
            page = cut_page(hits, limit, scope, lambda hit: key_written(hit.key))
            found = [(hit, _shown(hit)) for hit in page.items]
            led_by = {code for _, document in found if (code := document.get("lead_department"))}
            departments = await reader.organizations_named(led_by, point) if led_by else []
        names = {
            item.code: texts_of("organization", json.loads(item.facts)) for item in departments
        }
        return Page([_item(hit, document, query, names) for hit, document in found], page.next)


def _shown(hit: Hit) -> dict[str, Any]:
    """Return the document that was found, or the goal in it."""
    document: dict[str, Any] = json.loads(hit.facts)
    if hit.kind != "goal":
        return document
    return next(goal for goal in document["goals"] if goal["code"] == hit.code)


def _item(
    hit: Hit, document: Mapping[str, Any], query: Query, names: Mapping[str, _Texts]
) -> SearchItem:
    texts = [
        *texts_of(hit.kind, document),
        *(
            ("lead_department", text)
            for _, text in names.get(document.get("lead_department", ""), ())
        ),
    ]
    matched = [_match(term, texts) for term in query.terms]
    return SearchItem(
        kind=hit.kind,
        id=hit.entity_id,
        plan=hit.plan,
        code=hit.code,
        title=texts[0][1],
        matched=[match for match in matched if match is not None],
    )


def _match(term: Term, texts: _Texts) -> Match | None:
    """Return the first place where a word stands, with some of the text around it."""
    for field, text in texts:
        place = term.place_in(text)
        if place is not None:
            start, end = max(place[0] - _AROUND, 0), min(place[1] + _AROUND, len(text))
            head = "…" if start else ""
            tail = "…" if end < len(text) else ""
            shift = len(head) - start
            return Match(
                field=field,
                text=f"{head}{text[start:end]}{tail}",
                start=place[0] + shift,
                end=place[1] + shift,
            )
    return None
