"""Texts → translations: one module per engine, each with a ``contracts.Engine``; ``drafting`` makes drafts of them."""
