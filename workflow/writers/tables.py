"""Where the cells of a table are, with cells that span several columns or rows as in HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def placed(table: Block) -> list[list[Placed]]:
    """Return the cells that begin in each row, so that they fill the table's rectangle without overlaps."""
    found: list[list[Placed]] = []
    free: list[tuple[list[int], int]] = []  # of each row, the columns left over, and from where all are
    until: list[int] = []  # of each column, the first row that no cell above reaches
    for y, (row, below) in enumerate(zip(table.children, _rows_below(table.children), strict=True)):
        cells: list[Placed] = []
        x = 0
        for cell in row.children:
            while x < len(until) and until[x] > y:
                x += 1
            rows = min(cell.rows, below)
            end = x
            while end < x + cell.columns and (end >= len(until) or until[end] <= y):
                until[end : end + 1] = [y + rows]
                end += 1
            cells.append(Placed(cell, x, end - x, rows))
            x = end
        found.append(cells)
        free.append(([column for column, row_ in enumerate(until) if row_ <= y], len(until)))
    width = len(until)
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
