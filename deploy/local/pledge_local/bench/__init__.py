"""What ``./pledge bench`` measures, and on which data."""
