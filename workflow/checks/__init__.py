"""unit → findings: what could mislead a reader, one file per family of rules."""
