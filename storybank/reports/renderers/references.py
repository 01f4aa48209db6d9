"""What each figure of a pack counts, in words: the references that paper and text end with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Facts,
    Figure,
    Line,
    Listed,
    Pack,
    Paragraph,
    Picture,
    Strip,
    Table,
    plain_text,
)

Names = Mapping[str, str]
"""What the ids and short words in a figure's query are called."""
COUNTS = {
    "people": "People",
    "stories": "Stories",
    "passages": "Passages that a person coded, or confirmed",
    "claims": "Passages that a person linked to a promise, or confirmed",
    "promises": "Promises",
    "contracts": "Contracts",
}
CHANGE_WORDS = {
    "better": "something got better",
    "worse": "something got worse",
    "need": "something is or was lacking",
    "activity": "only what was done",
}
STAGE_WORDS = {
    "promised": "promised, and standing",
    "delivered": "reported as delivered",
    "evidenced": "somebody speaks for it",
    "verified": "a claim for it was upheld, wholly or in part",
    "contradicted": "somebody speaks against it",
    "silent": "nobody speaks of it",
    "lowered": "lowered since, agreed by two persons",
    "withdrawn": "taken out of the contract",
}
FINDING_WORDS = {
    "upheld": "upheld",
    "partly_upheld": "partly upheld",
    "not_upheld": "not upheld",
    "could_not_tell": "could not be told",
    "waiting": "not checked yet",
    "checked": "checked, with any finding",
}
STANCE_WORDS = {"supports": "speaks for the promise", "contradicts": "speaks against the promise"}
KIND_WORDS = {
    "beneficiary_story": "storytellers’ own accounts",
    "interview_transcript": "interviews",
    "case_study": "case studies",
}
_SAID = {
    "change": ("", CHANGE_WORDS),
    "stance": ("", STANCE_WORDS),
    "stage": ("", STAGE_WORDS),
    "finding": ("checked by somebody independent: ", FINDING_WORDS),
    "only_kind": ("", KIND_WORDS),
    "theme": ("about ", {}),
    "group": ("about ", {}),
    "promise": ("promise: ", {}),
    "item": ("answering: ", {}),
    "only_contract": ("contract: ", {}),
    "only_place": ("place: ", {}),
    "only_supplier": ("supplier: ", {}),
    "only_department": ("department: ", {}),
}
"""How each condition of a figure is said, in this order."""


@dataclass(frozen=True)
class Counted:
    """A figure where it stands: in which section, and what is said with it."""

    section: str
    says: str
    figure: Figure


@dataclass(frozen=True)
class Reference:
    """A figure's short reference, the number as it is told, and what it counts."""

    ref: str
    shown: str
    counts: str
    conditions: str

    @property
    def words(self) -> str:
        """What it counts, as a sentence."""
        return f"{self.counts}{': ' if self.conditions else ''}{self.conditions}."


def list_counted(pack: Pack) -> list[Counted]:
    """Every figure of a pack in reading order, with what is said beside it."""
    return [
        Counted(section.title, says, figure)
        for section in pack.every_section()
        for block in section.blocks
        for says, figure in _figures(block)
    ]


def list_references(pack: Pack, names: Names | None = None) -> list[Reference]:
    """Every reference of a pack once, in order, with what it counts."""
    found: dict[str, Reference] = {}
    for one in list_counted(pack):
        figure = one.figure
        if figure.ref and figure.ref not in found:
            found[figure.ref] = Reference(
                figure.ref, figure.shown, COUNTS[figure.of], conditions_of(figure, names)
            )
    return sorted(found.values(), key=lambda one: (len(one.ref), one.ref))


def conditions_of(figure: Figure, names: Names | None = None) -> str:
    """Which of them a figure counts, in words; empty where it counts all."""
    said = []
    for name, (before, words) in _SAID.items():
        value = figure.behind.get(name)
        if value is not None:
            said.append(before + (words.get(value) or (names or {}).get(value) or _plain(value)))
    year = figure.behind.get("year")
    if year is not None:
        said.append("day of telling not known" if year == "0" else f"told in {year}")
    return "; ".join(said)


def _plain(value: str) -> str:
    """A short word as it is; an id whose name is not known is said to be one thing."""
    return "one, as said beside the figure" if len(value) == 36 else value.replace("_", " ")


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
            column = head.text or CHANGE_WORDS.get(head.change, "")
            says = ", ".join(part for part in (where, column) if part)
            for line in (cell.line, cell.note):
                yield from ((says, part) for part in line if isinstance(part, Figure))


def row_name(row: tuple[Cell, ...]) -> str:
    """What a row of a table is about: its heading cell, else its first, where that has words."""
    first = next((cell for cell in row if cell.header), row[0] if row else None)
    if first is None or all(isinstance(part, Figure) for part in first.line):
        return ""
    return plain_text(first.line)


def _in_line(line: Line, about: str = "") -> Iterator[tuple[str, Figure]]:
    said = plain_text(line)
    words = f"{about}: {said}" if about else said
    yield from ((words, part) for part in line if isinstance(part, Figure))
