"""What travels on the wire: one model a thing, used by servers and clients alike."""
