"""Rankings (순위): like with like, exact ties, and what is missing in plain sight."""
