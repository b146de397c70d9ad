"""Every table of the service: importing this module defines them all in ``metadata``."""

from . import alert_tables, evaluation_tables, schedule_tables
from .tables import metadata

__all__ = ["alert_tables", "evaluation_tables", "metadata", "schedule_tables"]
