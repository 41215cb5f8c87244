"""Writers: an approved edition → the files that readers see; each is a function from a ``contracts.pages.Page``."""
