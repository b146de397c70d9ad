"""Somebody who may do anything changes the record."""
