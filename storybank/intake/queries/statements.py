"""What storytellers are told before they allow anything."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, or_, select

from storybank.core.errors import NotFound
from storybank.intake.models import ConsentStatement
from storybank.intake.rules import ENGLISH, first_choice


def list_statements(
    session: Session, organisation_id: int | None, *, retired: bool = False
) -> Sequence[ConsentStatement]:
    """The statements an organisation may show, the first choice of each language first.

    English stands first, ordinary words before easy-read ones. ``retired``: also those that are
    shown no longer.
    """
    mine = col(ConsentStatement.organisation_id) == organisation_id
    query = select(ConsentStatement).where(
        or_(mine, col(ConsentStatement.organisation_id).is_(None))
    )
    if not retired:
        query = query.where(col(ConsentStatement.retired_at).is_(None))
    found = session.exec(query.order_by(col(ConsentStatement.id))).all()
    return sorted(found, key=first_choice)


def list_every_statement(session: Session) -> Sequence[ConsentStatement]:
    """Every statement of everybody here, shown today or not, the first choices first."""
    found = session.exec(select(ConsentStatement).order_by(col(ConsentStatement.id))).all()
    return sorted(found, key=first_choice)


def choose_statement(
    session: Session,
    organisation_id: int | None,
    *,
    language: str = ENGLISH,
    is_easy_read: bool = False,
) -> ConsentStatement:
    """What an organisation shows today in a language.

    Where there is none in easy words it is the ordinary one, and where there is none in that
    language the English one.

    Raises:
        NotFound: there is not even an English one.
    """
    found = list_statements(session, organisation_id)
    for wanted in (
        (language, is_easy_read),
        (language, False),
        (ENGLISH, is_easy_read),
        (ENGLISH, False),
    ):
        for one in found:
            if (one.language, one.is_easy_read) == wanted:
                return one
    raise NotFound("There is nothing to tell storytellers yet. Ask your administrator.")


def get_statement(session: Session, public_id: UUID) -> ConsentStatement:
    """One statement, in use or retired. Statements are no secret.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(
        select(ConsentStatement).where(ConsentStatement.public_id == public_id)
    ).first()
    if found is None:
        raise NotFound("There is no such statement.")
    return found
