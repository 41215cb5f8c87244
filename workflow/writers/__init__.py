"""Writers: an approved edition → the files that a reader sees. Each is a function from a ``contracts.Page`` to names and bytes."""
