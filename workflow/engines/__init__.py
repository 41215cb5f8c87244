"""Sentences → drafts: what proposes a translation that a person then works on."""
