"""Time series (추이) of rates: as they were known, or restated from what is known today."""
