"""Files → releases: one module per format, each with a ``contracts.Reader``; what they share is in ``cutting``."""
