"""What ``./pledge check`` looks at; each check reports all it finds."""
