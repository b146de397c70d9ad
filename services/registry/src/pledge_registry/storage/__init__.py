"""The registry's tables and the queries on them; rows never leave this room."""
