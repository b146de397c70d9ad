"""The review of actuals, reporting periods, and the published view."""
