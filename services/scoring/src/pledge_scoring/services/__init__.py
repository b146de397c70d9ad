"""What the scoring service does: follow the registry, score, answer."""
