"""The local stack: PostgreSQL and the three services on one machine."""
