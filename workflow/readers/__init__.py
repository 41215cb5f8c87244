"""Files → releases: one module a format, each with ``read``; what they share is in ``cutting``."""
