"""Typed callers of the three services; the pool belongs to whoever opened it."""
