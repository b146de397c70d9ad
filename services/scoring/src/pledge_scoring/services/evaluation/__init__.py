"""Evaluations (평가): pinned, computed from what was pinned alone, verified and compared."""
