"""Everything held about one story, gathered for whoever told it. Fixed statements.

What is gathered is plain values by name, for a file people read and one that machines read. It
holds no row numbers, no names of staff (they stand as their parts), and nothing of concerns for
somebody's safety: whether those may be given is for the data protection officer to weigh.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation, Role, RoleHeld, User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.queries import list_events_of
from storybank.core.errors import NotFound
from storybank.intake.models import Submission
from storybank.intake.queries import on_own_contract
from storybank.rights.queries.held_of_dealings import held_of_dealings
from storybank.rights.queries.held_of_telling import Doers, held_of_telling
from storybank.rights.queries.held_of_use import held_of_use
from storybank.rights.rules.copies import is_about_safety
from storybank.stories.models import Story

Held = dict[str, list[dict[str, Any]]]


def get_subject_submission(session: Session, actor: Actor, public_id: UUID) -> Submission:
    """The submission of which somebody asks a copy by letter or phone, by its id.

    Raises:
        NotFound: there is none, or another organisation holds it and runs its contract.
    """
    require(actor, Action.EXPORT_SUBJECT)
    found = session.exec(
        select(Submission).where(
            Submission.public_id == public_id,
            or_(
                col(Submission.organisation_id) == actor.organisation_id,
                on_own_contract(col(Submission.contract_id), actor.organisation_id, unplaced=False),
            ),
        )
    ).first()
    if found is None:
        raise NotFound("There is no such story, or another organisation holds it.")
    return found


def gather_held(session: Session, submission: Submission) -> Held:
    """Everything held about one submission and its story, by kind. For ``service.gather_copy``."""
    doers = _doers(session)
    story = session.exec(select(Story).where(Story.submission_id == submission.id)).first()
    held: Held = held_of_telling(session, submission, story, doers)
    held.update(held_of_dealings(session, submission))
    if story is not None:
        held.update(held_of_use(session, story, doers))
    held["acts"] = _acts(session, submission, story, doers)
    return held


def _doers(session: Session) -> Doers:
    """People by row number as their part and organisation: "a contract manager of Town Council"."""
    rows = session.exec(
        select(User.id, Organisation.name, Role.name)
        .join(Organisation, col(Organisation.id) == User.organisation_id)
        .outerjoin(RoleHeld, col(RoleHeld.user_id) == User.id)
        .outerjoin(Role, col(Role.id) == RoleHeld.role_id)
        .order_by(col(User.id), col(Role.name))
    )
    parts: dict[int, tuple[str, list[str]]] = {}
    for number, organisation, role in rows:
        parts.setdefault(number or 0, (organisation, []))[1].append(role or "person")
    return {
        number: f"{', '.join(role.replace('_', ' ') for role in roles)} ({organisation})"
        for number, (organisation, roles) in parts.items()
    }


def _acts(
    session: Session, submission: Submission, story: Story | None, doers: Doers
) -> list[dict[str, Any]]:
    events = list(list_events_of(session, "Submission", str(submission.public_id)))
    if story is not None:
        events += list_events_of(session, "Story", str(story.public_id))
    return [
        {"act": event.act.replace("_", " "), "at": event.at}
        for event in sorted(events, key=lambda event: event.id or 0)
        if not is_about_safety(event.act)
    ]
