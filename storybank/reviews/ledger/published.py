"""The counts of promises that go out with their contracts, where anybody may read them."""

from collections.abc import Collection

from sqlmodel import Session

from storybank.commitments.exporting import Counts
from storybank.reviews.ledger.evidence import people_against_of
from storybank.reviews.ledger.rows import contract_ledger
from storybank.stories.rules import Scope


def counts_to_publish(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, Counts]:
    """What may be counted of each promise, by its row number.

    Who speaks against a promise is counted in people too: few of them are hidden like few for it.
    """
    ledger = contract_ledger(session, scope, contract_ids)
    standings = {row.commitment.key: row.standing for rows in ledger.values() for row in rows}
    against = people_against_of(session, scope, standings)
    return {
        number: Counts(
            people=standing.evidence.people,
            passages=standing.evidence.passages,
            people_against=against.get(number, 0),
            contradicting=standing.evidence.contradicting,
            upheld=standing.evidence.upheld,
            partly=standing.evidence.partly,
            not_upheld=standing.evidence.not_upheld,
            could_not_tell=standing.evidence.could_not_tell,
            waiting=standing.evidence.waiting,
        )
        for number, standing in standings.items()
    }
