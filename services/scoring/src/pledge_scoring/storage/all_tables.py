"""Every table of the service: importing this module defines them all in ``metadata``."""

from . import evaluation_tables
from .tables import metadata

__all__ = ["evaluation_tables", "metadata"]
