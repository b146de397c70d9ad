"""Tests of time series; a package for what its modules share."""
