"""Inline Markdown: the dialect, and the one scanner that readers, drafting, checks and writers share."""
