"""Organizations: added, listed, renamed, recoded and moved."""
