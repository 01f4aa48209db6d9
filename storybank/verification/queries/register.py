"""The public register: closed rounds as counts. No words of a story, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.verification.queries.figures import RoundFigures, figures_of
from storybank.verification.queries.rounds import RoundAs, list_closed_rounds
from storybank.verification.wording import say_coverage, say_verified

FEWEST = 5
"""Counts about fewer people than this are left out: somebody could be told from them."""


@dataclass(frozen=True)
class RegisterEntry:
    """A closed round as strangers read it.

    ``is_small``: there were so few claims that even their number, and the list, stay inside.
    ``findings`` is empty where too few people's words were checked.
    """

    id: str
    number: int
    contract: str
    buyer: str
    supplier: str
    body: str
    drawn_on: date
    closed_on: date
    seed: str
    method: str
    is_small: bool
    population: int | None
    sample: int | None
    list_hash: str
    coverage: str
    verified: str
    findings: dict[str, int]
    unchecked: int | None


def list_register(session: Session, *, page: int = 1, per_page: int = 25) -> list[RegisterEntry]:
    """The register, last closed first."""
    return register_entries(session, list_closed_rounds(session, page=page, per_page=per_page))


def register_entries(session: Session, rounds: Sequence[RoundAs]) -> list[RegisterEntry]:
    """Closed rounds as strangers read them, in their order."""
    figures = figures_of(session, rounds)
    return [_entry(one, figures[one.round.key]) for one in rounds]


def _entry(one: RoundAs, figures: RoundFigures) -> RegisterEntry:
    drawn = one.round
    assert drawn.closed_at is not None, "only closed rounds are on the register"
    small = drawn.population_size < FEWEST
    hidden = small or figures.people_checked < FEWEST or figures.checked.total < FEWEST
    few = f"Fewer than {FEWEST} people’s words were checked, so the findings are not published."
    return RegisterEntry(
        id=str(drawn.public_id),
        number=drawn.number,
        contract=one.contract.title,
        buyer=one.contract.buyer,
        supplier=one.contract.supplier,
        body=one.body,
        drawn_on=drawn.drawn_at.date(),
        closed_on=drawn.closed_at.date(),
        seed=drawn.seed,
        method=drawn.method,
        is_small=small,
        population=None if small else drawn.population_size,
        sample=None if small else drawn.sample_size,
        list_hash="" if small else drawn.population_hash,
        coverage=f"Fewer than {FEWEST} claims." if small else say_coverage(figures.coverage),
        verified=few if hidden else say_verified(figures.checked, persons=False),
        findings={}
        if hidden
        else {finding.value: number for finding, number in figures.checked.findings.items()},
        unchecked=None if hidden else drawn.sample_size - figures.checked.total,
    )
