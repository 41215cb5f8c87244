"""Files → releases: one module a format, each with a ``contracts.Reader``; what they share is in ``cutting``."""
