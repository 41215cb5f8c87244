"""The sign-off: acts, the ledger that records them, what it adds up to, approved editions and signatures."""
