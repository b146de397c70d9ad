"""What full-text search looks at: derived from the documents, and made again from them."""

from sqlalchemy import Column, Index, Integer, Table, Text, Uuid, text

from .tables import metadata

__all__ = ["search_rows"]

search_rows = Table(
    "search_rows",
    metadata,
    Column("entity_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("part", Text, primary_key=True, server_default=text("''")),
    Column("kind", Text, nullable=False),
    Column("led_by", Text),
    Column("squeezed", Text, nullable=False),
    Column("initials", Text, nullable=False),
    Index(
        "ix_search_rows_squeezed",
        "squeezed",
        postgresql_using="gin",
        postgresql_ops={"squeezed": "gin_trgm_ops"},
    ),
    Index(
        "ix_search_rows_initials",
        "initials",
        postgresql_using="gin",
        postgresql_ops={"initials": "gin_trgm_ops"},
    ),
    Index("ix_search_rows_led_by", "led_by", postgresql_where=text("led_by IS NOT NULL")),
)
"""The search text of a document from one of its versions on, until a version that has another.

``part`` is the code of a plan's goal, empty for the document itself; ``led_by`` the code of a
project's lead department, whose names are looked up among the organizations. The title is the
first line. Rows are only ever added: a point of the record finds the text it had.
"""
