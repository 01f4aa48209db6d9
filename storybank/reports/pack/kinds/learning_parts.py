"""What was learnt, as parts of a report."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.reports.models import LearningNote
from storybank.reports.pack.blocks import Block, Cell, Head, Table
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import day_words
from storybank.reports.pack.writing import paragraph
from storybank.reports.queries.learning import list_notes

MOST_NOTES = 30
NOT_YET = "Not yet"


def find_notes(material: Material, most: int = MOST_NOTES) -> Sequence[LearningNote]:
    """What was learnt within the days of this report, of its contracts or of none."""
    narrowed = material.asked.contract is not None or bool(material.places)
    return list_notes(
        material.session,
        material.actor,
        contract_ids=[one.key for one in material.contracts] if narrowed else None,
        period=material.asked.period,
        per_page=most,
    )


def newest_lesson(material: Material) -> Block | None:
    """The newest lesson in a sentence or two; None where nothing is written down."""
    notes = find_notes(material, 1)
    if not notes:
        return None
    said = [f"What was learnt: {stopped(notes[0].taught)}"]
    if notes[0].changed:
        said.append(f"What was changed: {stopped(notes[0].changed)}")
    return paragraph(" ".join(said))


def notes_table(material: Material, notes: Sequence[LearningNote]) -> Table:
    """What stories taught, what was changed, and what happened next."""
    titles = {one.key: one.title for one in material.contracts}
    return Table(
        caption="What was learnt, the newest first",
        head=(
            Head(text="What the stories taught"),
            Head(text="What was changed"),
            Head(text="What happened next"),
        ),
        rows=tuple(
            (
                Cell(line=(one.taught,), note=_when(one, titles.get(one.contract_id or 0, ""))),
                Cell(line=(one.changed or NOT_YET,)),
                Cell(line=(one.happened or NOT_YET,)),
            )
            for one in notes
        ),
        empty="Nobody has written down yet what these stories taught.",
    )


def stopped(sentence: str) -> str:
    """A sentence with one full stop at its end."""
    words = sentence.strip()
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _when(note: LearningNote, contract: str) -> tuple[str, ...]:
    return (f"{day_words(note.learnt_on)}{f', {contract}' if contract else ''}",)
