"""Requests invented from the scoring service's OpenAPI document."""
