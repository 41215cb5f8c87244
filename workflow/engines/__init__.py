"""Texts → translations: one module per engine, each with an ``Engine``; ``drafting`` makes drafts of them."""
