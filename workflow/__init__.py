"""Chinese releases, translated offline, reviewed in PO catalogs, published as approved bilingual pages."""

__version__ = "0.1.0"
