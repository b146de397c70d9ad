"""Tests of evaluations; a package for what its modules share."""
