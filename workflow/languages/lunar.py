"""Words for the lunar calendar in the languages that translations are written in."""

import re

from workflow.patterns import late

LUNAR = late(r"\blun(?:ar|aire)|\bлунн|قمري|\bchinese calendar|\bcalendrier chinois", re.IGNORECASE)
"""What shows that a text speaks of a date of the lunar calendar."""
