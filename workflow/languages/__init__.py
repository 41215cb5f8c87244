"""What the program knows about each language; no rule outside this package depends on one."""
