"""Everything between a sentence and its draft that does not depend on the engine: masks, terms, figures, faults, attempts."""
