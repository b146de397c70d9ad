"""What the terminal shows of the gateway's answers."""
