"""Texts → translations: one module an engine, each with a ``contracts.Engine``. What makes drafts of them is ``drafting``."""
