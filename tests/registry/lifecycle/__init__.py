"""The life of a project: created, deleted and restored."""
