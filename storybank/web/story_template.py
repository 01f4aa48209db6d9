"""The empty table of stories to fill in: hints at its columns, lists to choose from, an example."""

from collections.abc import Sequence

from flask import Response

from storybank.commitments.queries import list_contracts_to_choose
from storybank.core.sheets import book_bytes
from storybank.core.tables import csv_bytes
from storybank.intake.importing import statement_name
from storybank.intake.models import (
    GivenBy,
    Identifiability,
    LawfulBasis,
    Purpose,
    StoryKind,
)
from storybank.intake.queries import list_statements
from storybank.intake.readers.sheet import COLUMNS, EXAMPLE_TITLE
from storybank.intake.rules import METHODS
from storybank.web.auth import current_actor
from storybank.web.rows_to_correct import XLSX
from storybank.web.session import current_session

MOST_CONTRACTS = 500
HINTS = {
    "title": "What the story is called. Left empty, it gets its first words.",
    "kind": "beneficiary_story, interview_transcript or case_study",
    "words": "The whole story. The only column that must be filled in.",
    "told_by": "What the storyteller wants to be called, if anything",
    "told_for": "Who it is told for, if somebody else tells it: her mother",
    "place": "A town or a part of it",
    "told_on": "The day: 31/03/2026 or 2026-03-31",
    "contract": "The contract’s reference",
    "consent": "What the storyteller allows, with semicolons between: contract_management; board; "
    "quotation; public; other_bodies; research_export; machine_suggestions; photo_or_voice. "
    "Or none.",
    "identifiability": "How they wish to be known: unnamed, chosen_name or named",
    "relation": "Of a story told for another, who tells it: her daughter",
    "reason_told_for": "And why they and not the person: she cannot write any more",
    "hide_place": "yes, if nobody is to be told where it happened",
    "expires_on": "The last day they allow it, if they set one",
    "method": "How they said so: form on screen, paper form, or spoken and noted",
    "witness": "Who heard them say so. Needed where it was only spoken.",
    "given_by": "Who gave the permission: self, guardian or representative",
    "given_by_words": "Who that is to them, if not the storyteller: her mother",
    "statement": "What they were shown before they said yes: its language and number, such as en 1",
    "lawful_basis": "By what right you hold it: public_task, legitimate_interests or consent. This "
    "is not the storyteller’s permission.",
    "basis_note": "Why, in a line: the law or the duty. No names.",
    "counts_may_stay": "yes, if it may still be counted, without a word of it, should they take it "
    "back",
    "wants_to_check": "yes, if they want to see the words before these are used",
}
EXAMPLE = {
    "title": EXAMPLE_TITLE,
    "kind": "beneficiary_story",
    "words": "Before this I had nobody to talk to. I started at the lunch club in March. Now I "
    "have friends I ring every day.",
    "told_by": "Rose",
    "place": "Heywood",
    "told_on": "2026-03-27",
    "consent": "contract_management; machine_suggestions",
    "identifiability": "chosen_name",
    "method": "paper form",
    "given_by": "self",
    "hide_place": "no",
    "counts_may_stay": "yes",
    "wants_to_check": "no",
}


def as_csv() -> Response:
    """The table for any spreadsheet: headings and an example row."""
    return _file(csv_bytes(COLUMNS, [_example()]), "text/csv", "stories.csv")


def as_book() -> Response:
    """The table for Excel: with hints at the headings and lists to choose from."""
    session, actor = current_session(), current_actor()
    contracts = list_contracts_to_choose(session, actor)[:MOST_CONTRACTS]
    statements = list_statements(session, actor.organisation_id)
    choices: dict[str, Sequence[str]] = {
        "kind": [one.value for one in StoryKind],
        "contract": [one.reference for one in contracts],
        "consent": _often_allowed(),
        "identifiability": [one.value for one in Identifiability],
        "method": list(METHODS),
        "given_by": [one.value for one in GivenBy],
        "statement": [statement_name(one) for one in statements],
        "lawful_basis": [one.value for one in LawfulBasis],
        **dict.fromkeys(("hide_place", "counts_may_stay", "wants_to_check"), ("yes", "no")),
    }
    book = book_bytes(
        COLUMNS,
        [_example()],
        hints=HINTS,
        choices=choices,
        open_choices=("consent", "contract", "statement"),
    )
    return _file(book, XLSX, "stories.xlsx")


def _often_allowed() -> list[str]:
    """What is often allowed together; anything else may be written."""
    steps = (
        Purpose.CONTRACT_MANAGEMENT,
        Purpose.MACHINE_SUGGESTIONS,
        Purpose.QUOTATION,
        Purpose.BOARD,
        Purpose.PUBLIC,
    )
    return ["; ".join(one.value for one in steps[:many]) for many in range(1, len(steps) + 1)]


def _example() -> list[str]:
    return [EXAMPLE.get(column, "") for column in COLUMNS]


def _file(data: bytes, mimetype: str, name: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
