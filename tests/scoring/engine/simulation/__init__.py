"""Projects with other facts or rules, and the values that reach a goal."""
