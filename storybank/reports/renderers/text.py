"""A pack as plain text, 72 columns wide, in an order that reads well aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import fill

from storybank.reports.pack.blocks import (
    Basis,
    Block,
    Cell,
    EasyLine,
    Facts,
    Figure,
    Item,
    Line,
    Listed,
    Pack,
    Paragraph,
    Picture,
    Section,
    StoryWhole,
    Strip,
    Table,
    Told,
    Voice,
)
from storybank.reports.renderers.references import (
    CHANGE_WORDS,
    Names,
    list_counted,
    list_references,
    row_name,
)
from storybank.reports.renderers.told_words import (
    GONE,
    codes_of,
    how_verified,
    known_of,
    parts_of,
    whose,
)

WIDTH = 72
FEW_SAID = "“A few” stands for a number of people too small to be told."
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(pack: Pack, *, first_page: bool = True, names: Names | None = None) -> str:
    """The first page of a pack as plain text, or the whole of it.

    ``names`` say what the ids in the queries of its figures are called.
    """
    sections = pack.front if first_page else (*pack.front, *pack.sections)
    page = pack.model_copy(update={"sections": ()}) if first_page else pack
    parts = [*_top(pack), *_easy(pack.easy)]
    for section in sections:
        parts += _section(section, pack.told, 2)
    parts += _end(page, names)
    return _CONTROL.sub("", "\n\n".join(part for part in parts if part)) + "\n"


def with_reference(line: Line) -> str:
    """A line as it is read, each figure with its short reference: 12 people [F3]."""
    return "".join(part if isinstance(part, str) else _figure(part) for part in line)


def _figure(figure: Figure) -> str:
    ref = f"[{figure.ref}]" if figure.ref else ""
    return " ".join(part for part in (figure.shown, figure.rest, ref) if part)


def _top(pack: Pack) -> Iterator[str]:
    yield _heading(pack.title, 1)
    yield _wrap(pack.question)
    about = pack.about[:1].upper() + pack.about[1:]
    yield _wrap(", ".join(part for part in (about, pack.period) if part) + ".")


def _easy(lines: Iterable[EasyLine]) -> Iterator[str]:
    said = [_wrap(with_reference(one.line)) for one in lines]
    if said:
        yield _heading("In short", 2)
        yield "\n".join(said)
        yield _wrap("The report itself follows.")


def _section(section: Section, told: tuple[Told, ...], level: int) -> Iterator[str]:
    yield _heading(section.title, level)
    for block in section.blocks:
        yield from _block(block, told)
    if section.basis:
        yield _wrap(_basis(section.basis), "  ")
    for inner in section.sections:
        yield from _section(inner, told, level + 1)


def _block(block: Block, told: tuple[Told, ...]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        before = "Please note: " if block.role == "warning" else ""
        yield _wrap(before + with_reference(block.line))
    elif isinstance(block, Strip):
        yield "\n".join(_wrap(f"{_figure(one)} {words}", "  ") for one, words in block.figures)
    elif isinstance(block, Voice):
        yield _voice(told[block.told])
    elif isinstance(block, StoryWhole):
        yield from _story(told[block.told])
    elif isinstance(block, Listed):
        yield "\n".join(_item(item, told, at, block.ordered) for at, item in enumerate(block.items))
    elif isinstance(block, Table):
        yield from _table(block, told)
    elif isinstance(block, Picture):
        yield _wrap(f"{block.title}. {block.says}")
        yield from _table(block.table, told)
    elif isinstance(block, Facts):
        yield _aligned((name, with_reference(line)) for name, line in block.facts)


def _voice(told: Told) -> str:
    if told.gone or not told.words:
        return _wrap(GONE.get(told.gone, GONE["hidden"]), "    ")
    lines = [_wrap(_quoted(told.words), "    "), _wrap(f"Told by {whose(told)}.", "    ")]
    if found := how_verified(told):
        lines.append(_wrap(found, "    "))
    return "\n".join(lines)


def _story(told: Told) -> Iterator[str]:
    if told.gone or not told.words:
        yield _wrap(GONE.get(told.gone, GONE["hidden"]), "    ")
        return
    title = str(told.facts.get("title") or "")
    yield _wrap(f"{title}. Told by {whose(told)}." if title else f"Told by {whose(told)}.")
    if chosen := told.facts.get("chosen"):
        yield _wrap(f"Why this story: {chosen}")
    for words in re.split(r"\n\s*\n|\n", told.words):
        if words.strip():
            yield _wrap(words.strip(), "    ")
    journey = [_wrap(f"{name}: {words}", "    ") for name, words in parts_of(told)]
    yield "\n".join(journey)
    yield _wrap(how_verified(told))


def _item(item: Item, told: tuple[Told, ...], at: int, ordered: bool) -> str:
    mark = f"{at + 1}. " if ordered else "- "
    said = with_reference(item.line)
    if item.status:
        said = f"{said} ({item.status})" if said else item.status
    if item.told is not None:
        said = " ".join(part for part in (said, told_inline(told[item.told])) if part)
    if note := with_reference(item.note):
        said = f"{said} {note}" if said.endswith((".", "?", "!", "”")) else f"{said}. {note}"
    return _wrap(said, " " * len(mark), mark)


def _table(table: Table, told: tuple[Told, ...]) -> Iterator[str]:
    yield _wrap(f"{table.caption}:" if table.rows else table.caption)
    if not table.rows:
        yield _wrap(table.empty, "  ")
    for row in table.rows:
        name = row_name(row)
        cells = [
            (head.text or _capital(CHANGE_WORDS.get(head.change, "")), cell_text(cell, told))
            for head, cell in zip(table.head, row, strict=False)
            if not (name and _is_name(cell, row))
        ]
        body = _aligned([(head, words) for head, words in cells if words], "    ")
        yield "\n".join(part for part in (_wrap(name, "  ", "* ") if name else "*", body) if part)


def _is_name(cell: Cell, row: tuple[Cell, ...]) -> bool:
    return cell is next((one for one in row if one.header), row[0]) and cell.told is None


def cell_text(cell: Cell, told: tuple[Told, ...]) -> str:
    """What a cell says: its line, the words it tells of, its note."""
    said = [with_reference(cell.line)]
    if cell.told is not None:
        said.append(told_inline(told[cell.told]))
    if note := with_reference(cell.note):
        said.append(f"({note})")
    if cell.change and not any(said):
        said.append(CHANGE_WORDS.get(cell.change, cell.change))
    return " ".join(part for part in said if part)


def told_inline(told: Told) -> str:
    """Words of a story within a line, and what is known of them."""
    if told.gone:
        return GONE[told.gone]
    said = [f"{_quoted(told.words)} {whose(told)}." if told.words else ""]
    said += [f"{name} {value}." for name, value in known_of(told) if value not in told.words]
    said += [f"Coded as {codes}." if (codes := codes_of(told)) else "", how_verified(told)]
    return " ".join(part for part in said if part)


def _end(pack: Pack, names: Names | None) -> Iterator[str]:
    references = list_references(pack, names)
    if references:
        yield _heading("What the figures count", 2)
        yield "\n".join(
            _wrap(f"{one.shown}. {one.words}", "      ", f"[{one.ref}]".ljust(6))
            for one in references
        )
    if any(one.figure.number is None for one in list_counted(pack)):
        yield _wrap(FEW_SAID)
    yield _heading("How this was made", 2)
    yield _wrap(pack.footing)


def _basis(basis: Basis) -> str:
    said = (basis.sample, basis.coverage, basis.days, basis.method, basis.verified)
    return "What this stands on: " + " ".join(part for part in said if part)


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return words if words.startswith(("“", '"')) else f"“{words}”"


def _heading(words: str, level: int) -> str:
    return (
        f"{_wrap(words)}\n{('=' if level == 1 else '-' if level == 2 else '.') * _longest(words)}"
    )


def _longest(words: str) -> int:
    return max(len(line) for line in _wrap(words).splitlines() or [""])


def _aligned(pairs: Iterable[tuple[str, str]], indent: str = "  ") -> str:
    """Names and values, the values under one another."""
    pairs = list(pairs)
    if not pairs:
        return ""
    wide = min(max(len(name) for name, _ in pairs) + 2, 30)
    return "\n".join(
        _wrap(value, indent + " " * wide, indent + f"{name}:".ljust(wide))
        if len(name) + 1 < wide
        else _wrap(f"{name}: {value}", indent + " " * wide, indent)
        for name, value in pairs
    )


def _wrap(words: str, indent: str = "", first: str | None = None) -> str:
    words = " ".join(words.split())
    if not words:
        return ""
    return fill(
        words,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
