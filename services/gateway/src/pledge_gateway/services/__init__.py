"""What the gateway does for a client: ask, join, pass on."""
