"""Alerts: looked for after every score and on the days that matter, told of once, listed."""
