"""What the registry does: each verb once, each write one transaction."""
