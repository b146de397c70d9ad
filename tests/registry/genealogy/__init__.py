"""Splits, merges and renames of projects, and the family they make."""
