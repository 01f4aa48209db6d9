"""Numbers to call: shown before a story is told, and wherever somebody may be at risk."""

from sqlmodel import Session, col, func, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.telling import rules
from storybank.telling.models import HelpNumber

ANY_TIME = "Any time, day or night"
SHIPPED = (
    ("Someone is in danger now", "999", ANY_TIME),
    ("There was a crime, but no one is in danger now (police)", "101", ANY_TIME),
    ("You are worried about a child (NSPCC)", "0808 800 5000", ""),
    ("You are a child and want to talk (Childline)", "0800 1111", ANY_TIME),
    ("Someone hurts or scares you at home (Domestic Abuse Helpline)", "0808 2000 247", ANY_TIME),
    ("You feel very low and need to talk (Samaritans)", "116 123", ANY_TIME),
    ("You need help with your mental health now (NHS)", "111", ANY_TIME),
)


def load_help_numbers(session: Session, actor: Actor) -> None:
    """Put the numbers there that ship with Storybank, where there are none at all."""
    if session.exec(select(HelpNumber.id).limit(1)).first() is not None:
        return
    for position, (who, number, hours) in enumerate(SHIPPED, 1):
        session.add(HelpNumber(position=position, who=who, number=number, hours=hours))
    session.flush()


def add_help_number(
    session: Session,
    actor: Actor,
    *,
    who: str,
    number: str,
    hours: str = "",
    organisation_id: int | None = None,
) -> HelpNumber:
    """Add somebody to call, last in the list; for one organisation, or for all here.

    Raises:
        RuleBroken: something is missing; ``field`` says what.
    """
    require(actor, Action.MANAGE_TELLING)
    who, number, hours = _checked(who, number, hours)
    last = session.exec(select(func.max(HelpNumber.position))).one() or 0
    added = HelpNumber(
        organisation_id=organisation_id, position=last + 1, who=who, number=number, hours=hours
    )
    session.add(added)
    session.flush()
    record(session, actor, "add_help_number", added)
    return added


def change_help_number(
    session: Session, actor: Actor, *, entry: HelpNumber, who: str, number: str, hours: str = ""
) -> None:
    """Change whom to call, or when.

    Raises:
        RuleBroken: something is missing; ``field`` says what.
    """
    require(actor, Action.MANAGE_TELLING)
    entry.who, entry.number, entry.hours = _checked(who, number, hours)
    session.flush()
    record(session, actor, "change_help_number", entry)


def move_help_number(session: Session, actor: Actor, *, entry: HelpNumber) -> None:
    """Put a number one place further up in its list."""
    require(actor, Action.MANAGE_TELLING)
    above = session.exec(
        select(HelpNumber)
        .where(
            _same_list(entry),
            HelpNumber.position < entry.position,
        )
        .order_by(col(HelpNumber.position).desc())
    ).first()
    if above is not None:
        above.position, entry.position = entry.position, above.position
        session.flush()
        record(session, actor, "move_help_number", entry)


def remove_help_number(session: Session, actor: Actor, *, entry: HelpNumber) -> None:
    """Take a number off the list.

    Raises:
        RuleBroken: it is the last one that everybody is shown.
    """
    require(actor, Action.MANAGE_TELLING)
    others = session.exec(
        select(func.count())
        .select_from(HelpNumber)
        .where(col(HelpNumber.organisation_id).is_(None), HelpNumber.id != entry.id)
    ).one()
    if entry.organisation_id is None and not others:
        raise RuleBroken(
            "This is the only number that everybody is shown. Add another before you take it off."
        )
    record(session, actor, "remove_help_number", entry)
    session.delete(entry)
    session.flush()


def _same_list(entry: HelpNumber):  # type: ignore[no-untyped-def]
    if entry.organisation_id is None:
        return col(HelpNumber.organisation_id).is_(None)
    return col(HelpNumber.organisation_id) == entry.organisation_id


def _checked(who: str, number: str, hours: str) -> tuple[str, str, str]:
    who, number = rules.clean_line(who), " ".join(number.split())
    rules.check_number(who, number)
    return who, number, rules.clean_line(hours)
