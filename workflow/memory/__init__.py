"""The translation memory: approved pairs, found again by similarity and adapted to new figures and names."""
