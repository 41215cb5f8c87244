"""Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages."""

__version__ = "0.2.0"

TOOL = f"workflow {__version__}"
"""This program, as ledgers and certificates name it."""
