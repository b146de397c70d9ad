"""Pledge: what the three services share."""
