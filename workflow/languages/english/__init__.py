"""English as a target language."""
