"""Everything between a sentence and its draft that depends on no engine: masks, terms, figures, faults, attempts."""
