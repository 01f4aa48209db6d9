"""Once a week, contract managers are told how many stories wait too long for an answer."""

from datetime import timedelta

from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.queries import actor_of, list_people_in_role
from storybank.accounts.rules import Actor, require
from storybank.answering.queries import MOST_COUNTED, count_awaiting, overdue_before
from storybank.notices.queries import refused_by, was_told_since
from storybank.notices.service import tell_user

TEMPLATE = "stories_unanswered"
EVERY = timedelta(days=7)


def tell_of_awaiting(session: Session, actor: Actor, *, answer_days: int) -> int:
    """Tell contract managers, once a week and by number only; returns how many were told."""
    require(actor, Action.RUN_PIPELINE)
    before = overdue_before(answer_days)
    since = overdue_before(EVERY.days)
    counted: dict[tuple[int | None, frozenset[RoleName]], int] = {}
    told = 0
    for user in list_people_in_role(session, RoleName.CONTRACT_MANAGER):
        if was_told_since(session, TEMPLATE, user.key, since):
            continue
        if TEMPLATE in refused_by(session, user.key):
            continue
        reader = actor_of(user)
        seat = (reader.organisation_id, reader.roles)
        if seat not in counted:  # colleagues have the same stories to answer
            counted[seat] = count_awaiting(session, reader, before=before, most=MOST_COUNTED)
        if counted[seat]:
            tell_user(
                session,
                template=TEMPLATE,
                user=user,
                overdue=counted[seat],
                days=answer_days,
                path="/answering",
            )
            told += 1
    return told
