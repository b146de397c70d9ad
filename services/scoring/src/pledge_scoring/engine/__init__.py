"""The scoring engine: values in, values and an explanation out. No clock, no I/O, no framework."""
