"""Where the cells of a table are, with cells that span several columns or rows as in HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from workflow.model import Block


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell in its place.

    Attributes:
        cell: The cell; one without content where the source has none.
        column: Its first column, from 0.
        columns: How many columns it spans here.
        rows: How many rows it spans here, none of them below the header or the body that it is in.
    """

    cell: Block
    column: int
    columns: int = 1
    rows: int = 1


_NOTHING = Block("cell")

MOST_CELLS = 16_384
"""Cells that a table may have beyond twice those that somebody wrote: a page of 40 KB could ask for a million."""


def placed(table: Block) -> list[list[Placed]]:
    """Return the cells that begin in each row, so that they fill the table's rectangle without overlaps.

    In a table that would become monstrous, cells that span do not, or none are added where the source has none.
    """
    written = sum(len(row.children) for row in table.children)
    most = max(MOST_CELLS, 2 * written)
    spread = [
        (cell, min(cell.rows, below))
        for row, below in zip(table.children, _rows_below(table.children), strict=True)
        for cell in row.children
    ]
    spans = sum(cell.columns * rows for cell, rows in spread) <= most
    cells_of = iter(spread)
    found: list[list[Placed]] = []
    free: list[tuple[list[int], int]] = []  # of each row, the columns left over, and from where all are
    until: list[int] = []  # of each column, the first row that no cell above reaches
    for y, row in enumerate(table.children):
        cells: list[Placed] = []
        x = 0
        for cell, rows in islice(cells_of, len(row.children)):
            while x < len(until) and until[x] > y:
                x += 1
            end = x
            while end < x + (cell.columns if spans else 1) and (end >= len(until) or until[end] <= y):
                until[end : end + 1] = [y + (rows if spans else 1)]
                end += 1
            cells.append(Placed(cell, x, end - x, rows if spans else 1))
            x = end
        found.append(cells)
        free.append(([column for column, row_ in enumerate(until) if row_ <= y], len(until)))
    width = len(until)
    if sum(len(columns) + width - end for columns, end in free) > most:
        return found
    for cells, (columns, end) in zip(found, free, strict=True):
        cells += (Placed(_NOTHING, column) for column in (*columns, *range(end, width)))
        cells.sort(key=lambda one: one.column)
    return found


def _rows_below(rows: Sequence[Block]) -> list[int]:
    """Return for each row how many rows from it on are of the same kind, header or body."""
    found: list[int] = []
    for y in reversed(range(len(rows))):
        found.append(found[-1] + 1 if found and rows[y].level == rows[y + 1].level else 1)
    return found[::-1]
