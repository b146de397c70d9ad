"""What-if questions over HTTP."""
