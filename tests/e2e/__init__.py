"""The whole path on real documents, through three real processes."""
