"""Every table of the registry: importing this module defines them all in ``metadata``."""

from . import (
    adjustment_tables,
    contact_tables,
    import_tables,
    ledger_tables,
    period_tables,
    search_tables,
    webhook_tables,
)
from .tables import metadata

__all__ = [
    "adjustment_tables",
    "contact_tables",
    "import_tables",
    "ledger_tables",
    "metadata",
    "period_tables",
    "search_tables",
    "webhook_tables",
]
