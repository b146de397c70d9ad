"""A registry beside a model of it: what a point of the record must answer."""
