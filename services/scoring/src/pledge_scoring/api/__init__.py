"""The HTTP face of the scoring service: routes, their wiring, what they answer."""
