"""Properties are tried without a time limit for each example: test machines are often busy."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
