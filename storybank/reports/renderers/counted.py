"""Every figure of a pack with the words it stands among, for forms that list figures. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Facts,
    Figure,
    Head,
    Line,
    Listed,
    Pack,
    Paragraph,
    Picture,
    Strip,
    Table,
    plain_text,
)
from storybank.reports.renderers.saying import CHANGE_WORDS


@dataclass(frozen=True)
class Counted:
    """A figure where it stands: in which section, and what is said with it."""

    section: str
    says: str
    figure: Figure


def list_counted(pack: Pack) -> list[Counted]:
    """Every figure of a pack in reading order, with what is said beside it."""
    return [
        Counted(section.title, says, figure)
        for section in pack.every_section()
        for block in section.blocks
        for says, figure in _figures(block)
    ]


def row_name(row: tuple[Cell, ...]) -> str:
    """What a row of a table is about: its heading cell, else its first, where that has words."""
    first = next((cell for cell in row if cell.header), row[0] if row else None)
    if first is None or any(isinstance(part, Figure) for part in first.line):
        return ""
    return plain_text(first.line)


def head_words(head: Head) -> str:
    """The head of a column in words."""
    return head.text or CHANGE_WORDS.get(head.change, "")


def _figures(block: Block) -> Iterator[tuple[str, Figure]]:
    if isinstance(block, Strip):
        yield from ((words, figure) for figure, words in block.figures)
    elif isinstance(block, Paragraph):
        yield from _in_line(block.line)
    elif isinstance(block, Listed):
        for item in block.items:
            yield from _in_line(item.line)
            yield from _in_line(item.note, plain_text(item.line))
    elif isinstance(block, Facts):
        for name, line in block.facts:
            yield from _in_line(line, name)
    elif isinstance(block, Picture):
        yield from _in_table(block.table)
    elif isinstance(block, Table):
        yield from _in_table(block)


def _in_table(table: Table) -> Iterator[tuple[str, Figure]]:
    for row in table.rows:
        name = row_name(row)
        for head, cell in zip(table.head, row, strict=False):
            where = ": ".join(part for part in (table.caption, name) if part)
            says = ", ".join(part for part in (where, head_words(head)) if part)
            for line in (cell.line, cell.note):
                yield from ((says, part) for part in line if isinstance(part, Figure))


def _in_line(line: Line, about: str = "") -> Iterator[tuple[str, Figure]]:
    said = plain_text(line)
    words = f"{about}: {said}" if about else said
    yield from ((words, part) for part in line if isinstance(part, Figure))
