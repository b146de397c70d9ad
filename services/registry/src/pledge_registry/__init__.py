"""Pledge: the registry service."""
