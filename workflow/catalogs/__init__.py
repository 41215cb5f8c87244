"""PO catalogs: reading and writing them, keeping them in step with their sources, merging two branches. The only polib."""
