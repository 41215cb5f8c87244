"""Writers: an approved edition → the files that a reader sees. One module a format, each with a ``contracts.Writer``."""
