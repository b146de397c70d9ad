"""Pledge: the scoring service."""
