"""Formats in which other translation tools keep their work."""
