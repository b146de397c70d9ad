"""Keys, roles and who may do what: the one module that decides."""
