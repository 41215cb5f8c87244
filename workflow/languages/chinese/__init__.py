"""Chinese as a source language: sentence boundaries, scripts, numbers."""
