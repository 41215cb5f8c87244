"""``python bench/wording.py [WORD]…``: tries every row of ``languages/chinese/plainer.tsv`` with the model.

The example of each row is drafted as it is and in the row's plainer words, and both drafts are printed when they
differ, for a person to read; a row that makes no draft better, or one worse, is removed. With words, only the rows
that have one of them. Needs the model.
"""

import sys

from drafts import as_translated

from workflow.drafting import wording
from workflow.engines import argos


def main() -> None:
    """Print the drafts."""
    tried = [row for row in wording.plainer() if not sys.argv[1:] or any(each in row.example for each in sys.argv[1:])]
    pairs = [(row.example, wording.reworded(row.example)) for row in tried]
    for source, plain in pairs:
        if source == plain:
            print(f"NOT REWORDED: {source}")
    asked = list(dict.fromkeys(text for pair in pairs for text in pair))
    wording.plainer.cache_clear()
    engine = argos.load("zh-Hans", "en")
    rows, wording.plainer = wording.plainer, lambda: ()  # type: ignore[assignment]
    drafts = dict(zip(asked, as_translated(engine, [("press", "2024-05-01", text) for text in asked]), strict=True))
    wording.plainer = rows
    for source, plain in pairs:
        if drafts[source] != drafts[plain]:
            print(f"{source}\n{plain}\n  - {drafts[source]}\n  + {drafts[plain]}")
        else:
            print(f"NO DIFFERENCE: {source}\n  {drafts[source]}")


if __name__ == "__main__":
    main()
