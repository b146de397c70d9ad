"""The paths of the gateway."""
