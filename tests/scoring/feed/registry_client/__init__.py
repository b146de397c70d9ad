"""The caller of the registry, against the registry in memory and the real one alike."""
