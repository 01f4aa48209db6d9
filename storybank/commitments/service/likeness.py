"""Keeping what the wording of each commitment boils down to."""

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments import queries
from storybank.commitments.models import Commitment, CommitmentBand, CommitmentSignature
from storybank.commitments.rules import likeness


def sign_wording(session: Session, commitment: Commitment) -> None:
    """Keep what a commitment's words boil down to, in place of what was kept before."""
    for table in (CommitmentBand, CommitmentSignature):
        session.exec(delete(table).where(col(table.commitment_id) == commitment.key))
    session.add_all(
        CommitmentBand(value=value, commitment_id=commitment.key)
        for value in sorted(set(likeness.sign(commitment.text)))
    )
    session.add(CommitmentSignature(commitment_id=commitment.key, signed_by=likeness.SIGNED_BY))
    session.flush()


def sign_unsigned(session: Session, actor: Actor, *, most: int) -> int:
    """Sign commitments that were kept before wordings were compared; returns how many."""
    require(actor, Action.RUN_PIPELINE)
    unsigned = queries.list_unsigned(session, most)
    for commitment in unsigned:
        sign_wording(session, commitment)
    return len(unsigned)
