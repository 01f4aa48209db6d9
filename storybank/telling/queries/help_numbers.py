"""Numbers to call. They are no secret: nothing here takes a scope."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, or_, select

from storybank.core.errors import NotFound
from storybank.telling.models import HelpNumber


def list_help_numbers(session: Session, organisation_id: int | None = None) -> Sequence[HelpNumber]:
    """The numbers an organisation shows: those for everybody, then its own."""
    own = col(HelpNumber.organisation_id)
    return session.exec(
        select(HelpNumber)
        .where(or_(own.is_(None), own == organisation_id))
        .order_by(own.is_not(None), col(HelpNumber.position), col(HelpNumber.id))
    ).all()


def list_every_help_number(session: Session) -> Sequence[HelpNumber]:
    """Every number: those for everybody first, then by organisation."""
    own = col(HelpNumber.organisation_id)
    return session.exec(
        select(HelpNumber).order_by(
            own.is_not(None), own, col(HelpNumber.position), col(HelpNumber.id)
        )
    ).all()


def get_help_number(session: Session, public_id: UUID) -> HelpNumber:
    """One number to call.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(HelpNumber).where(HelpNumber.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such number in the list.")
    return found
