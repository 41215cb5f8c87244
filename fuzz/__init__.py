"""Coverage-guided fuzzing, outside CI: ``make fuzz``."""
