"""How much a project's document and one request may hold; served at ``/v1/limits``."""

__all__ = [
    "MAX_BODY_BYTES",
    "MAX_BULK_ROWS",
    "MAX_DOCUMENT_BYTES",
    "MAX_HEADER_BYTES",
    "MAX_IMPORT_LINES",
    "MAX_INDICATORS",
    "MAX_LINE_BYTES",
    "MAX_MILESTONES",
    "MAX_QUERY",
    "MAX_QUERY_WORDS",
    "MAX_STREAM_BYTES",
    "MAX_UPLOAD_BYTES",
]

MAX_INDICATORS = 200
"""확인지표 of one project."""

MAX_MILESTONES = 2_000
"""추진실적 and 향후계획 of one project."""

MAX_DOCUMENT_BYTES = 512 * 1024
"""What a project states: its facts as JSON in UTF-8, without the fields that say nothing."""

MAX_BULK_ROWS = 1_000
"""Rows of one bulk write."""

MAX_HEADER_BYTES = 16 * 1024
"""All headers of a request."""

MAX_BODY_BYTES = 1024 * 1024
"""Body of a request."""

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
"""Body of a request that uploads a file or a document."""

MAX_QUERY, MAX_QUERY_WORDS = 200, 10
"""Characters and words of a search query."""

MAX_STREAM_BYTES = 2 * 1024 * 1024 * 1024
"""Body of a request that sends plan documents one a line (NDJSON); it is never held as a whole."""

MAX_LINE_BYTES = 4 * 1024 * 1024
"""One of these lines: a plan of some hundred projects."""

MAX_IMPORT_LINES = 10_000
"""Plan documents of one import."""
