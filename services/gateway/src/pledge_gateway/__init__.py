"""Pledge: the gateway service."""
