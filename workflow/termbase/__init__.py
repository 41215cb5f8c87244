"""How a Chinese term, person, office or title is translated, and from when to when: rows in ``terms.csv``."""
