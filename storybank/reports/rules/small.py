"""Numbers too small to be told, and those from which they could be worked out. Pure.

A number of fewer people than ``smallest`` is not told. Where a line of a table has a total, and
one of its numbers only is missing, that one could be worked out: then the next smallest is left
out too (complementary suppression, as official statistics do it).
"""

from collections.abc import Sequence

Grid = Sequence[Sequence[int]]


def is_small(people: int, smallest: int) -> bool:
    """Whether a number of people is too small to be told; nobody at all may be told."""
    return 0 < people < smallest


def hide_small(people: Grid, smallest: int) -> list[list[bool]]:
    """Which cells of a table may not be told: small ones, and their complements.

    ``people`` are the people of each cell, row by row; totals of rows and columns are taken to be
    told. In no row and no column does exactly one number that is not nought stay hidden alone,
    where another could hide it. What can be worked out from a report's other figures is found when
    all of it is made (``pack.untold``).
    """
    hidden = [[is_small(number, smallest) for number in row] for row in people]
    changed = True
    while changed:
        changed = False
        for line in _lines(people):
            alone = [at for at in line if hidden[at[0]][at[1]]]
            others = [at for at in line if not hidden[at[0]][at[1]] and people[at[0]][at[1]]]
            if len(alone) == 1 and others:
                row, column = min(others, key=lambda at: (people[at[0]][at[1]], at))
                hidden[row][column] = changed = True
    return hidden


def _lines(people: Grid) -> list[list[tuple[int, int]]]:
    """Every row and every column, as the places of their cells."""
    width = len(people[0]) if people else 0
    rows = [[(row, column) for column in range(width)] for row in range(len(people))]
    columns = [[(row, column) for row in range(len(people))] for column in range(width)]
    return [line for line in (*rows, *columns) if len(line) > 1]
