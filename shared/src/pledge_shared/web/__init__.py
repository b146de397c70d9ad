"""Everything that knows FastAPI: the conventions all three services share."""
