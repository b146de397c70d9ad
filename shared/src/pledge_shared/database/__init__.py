"""PostgreSQL: connections told apart by what they may do, and migrations."""
