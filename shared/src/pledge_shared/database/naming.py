"""Names of constraints, the same in every database, so that migrations can refer to them."""

from sqlalchemy import MetaData

__all__ = ["new_metadata"]


def new_metadata() -> MetaData:
    """Return the metadata of one service's tables, with constraints named by rule."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
