"""``python -m workflow``."""

from workflow.cli import main

main()
