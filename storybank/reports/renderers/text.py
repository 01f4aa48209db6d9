"""A pack as plain text, 72 columns wide, in an order that reads well aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
    plain_text,
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers.counted import head_words, list_counted, row_name
from storybank.reports.renderers.saying import (
    CHANGE_WORDS,
    FEW_EXPLAINED,
    FINDING_WORDS,
    checked_words,
    gone_words,
    promise_words,
    shown_words,
    whose_words,
)

WIDTH = 72
HIDDEN = "These words may not be shown just now."
JOURNEY = {"before": "Before", "happened": "What happened", "now": "Now"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(pack: Pack, *, first_page: bool = True, references: Sequence[Reference] = ()) -> str:
    """The first page of a pack as plain text, or the whole of it.

    ``references`` say what each figure counts (``pack.references.list_references``).
    """
    sections = pack.front if first_page else (*pack.front, *pack.sections)
    page = pack.model_copy(update={"sections": ()}) if first_page else pack
    parts = [*_top(pack), *_easy(pack.easy)]
    for section in sections:
        parts += _section(section, pack.told, 2)
    parts += _end(page, references)
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
    said = [_wrap(plain_text(one.line)) for one in lines]
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
        return _wrap(gone_words(told) or HIDDEN, "    ")
    lines = (_quoted(told.words), *_beside(told))
    return "\n".join(_wrap(line, "    ") for line in lines)


def _beside(told: Told) -> Iterator[str]:
    """Whose words these are, for which promise, and whether anybody independent checked them."""
    yield f"Told by {_by(whose_words(told))}."
    for said in (promise_words(told), checked_words(told)):
        if said:
            yield said if said.endswith((".", "?", "!")) else f"{said}."
    if reason := told.facts.get("reason"):
        yield f"Why: {reason}"


def _by(whose: str) -> str:
    """Whose words, within a sentence: a storyteller, an organisation; a name stays as it is."""
    return whose[:1].lower() + whose[1:] if whose.startswith(("A storyteller", "An org")) else whose


def _story(told: Told) -> Iterator[str]:
    if told.gone or not told.words:
        yield _wrap(gone_words(told) or HIDDEN, "    ")
        return
    if title := told.facts.get("title"):
        yield _heading(str(title), 4)
    yield "\n".join(_wrap(line) for line in _beside(told))
    if chosen := told.facts.get("chosen"):
        yield _wrap(f"Why this story: {chosen}")
    for words in told.words.splitlines():
        yield _wrap(words, "    ")
    journey = [(words, told.facts.get(name)) for name, words in JOURNEY.items()]
    yield "\n".join(_wrap(f"{name}: {words}", "    ") for name, words in journey if words)
    yield "\n".join(_wrap(str(one), "  ", "- ") for one in told.facts.get("came_of_it") or ())


def _item(item: Item, told: tuple[Told, ...], at: int, ordered: bool) -> str:
    mark = f"{at + 1}. " if ordered else "- "
    said = with_reference(item.line)
    if item.status:
        status = FINDING_WORDS.get(item.status, item.status.replace("_", " ").capitalize())
        said = f"{said} ({status})" if said else f"{status}."
    if item.told is not None:
        said = " ".join(part for part in (said, _shown(told[item.told], item.shows)) if part)
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
            (head_words(head), cell_text(cell, told))
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
        said.append(_shown(told[cell.told], cell.shows))
    if note := with_reference(cell.note):
        said.append(f"({note})")
    if cell.change and not any(said):
        said.append(CHANGE_WORDS.get(cell.change, cell.change))
    return " ".join(part for part in said if part)


def _shown(told: Told, shows: str) -> str:
    """Words of a story within a line, or the fact of it that is to stand there."""
    if shows or told.gone:
        return shown_words(told, shows)
    return f"{_quoted(told.words)} {whose_words(told)}." if told.words else ""


def _end(pack: Pack, references: Sequence[Reference]) -> Iterator[str]:
    counted = list_counted(pack)
    here = {one.figure.ref for one in counted}
    listed = [one for one in references if one.ref in here]
    if listed:
        yield _heading("What the figures count", 2)
        yield "\n".join(
            _wrap(f"{one.shown}. {one.says}", "      ", f"[{one.ref}]".ljust(6)) for one in listed
        )
    if any(one.figure.number is None for one in counted):
        yield _wrap(FEW_EXPLAINED)
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
