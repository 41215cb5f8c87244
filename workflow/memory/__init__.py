"""The translation memory: approved pairs, found again by likeness and adapted to new figures and names."""
