"""The journey of a release, as functions on values."""
