"""Figures that a plan reports, checked."""
