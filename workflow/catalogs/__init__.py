"""PO catalogs: reading and writing them, syncing them with their sources, merging branches. The only user of polib."""
