"""What a container of the image does first: passwords from files, then one program."""
