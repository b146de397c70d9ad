"""공약 조정 심의: proposed, consulted on, decided or withdrawn."""
