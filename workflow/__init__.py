"""Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages."""

__version__ = "0.4.0"

TOOL = f"workflow {__version__}"
"""This program, as ledgers and certificates name it."""

RELEASED = ("0.1.0", "0.2.0", "0.3.0", "0.4.0")
"""The versions up to this one. ``verify`` believes of no other program that its pages may honestly differ."""
