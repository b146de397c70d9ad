"""Alerts: the rules, the days, what is told of them."""
