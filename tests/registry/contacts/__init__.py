"""Contacts: the people a project names, and who saw them."""
