"""Files → releases: one module per format, each with a ``Reader``; what they share is in ``cutting``."""
