"""Every table of the registry: importing this module defines them all in ``metadata``."""

from . import ledger_tables
from .tables import metadata

__all__ = ["ledger_tables", "metadata"]
