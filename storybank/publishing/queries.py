"""Finding what is shown to the public, what may be, and what was asked of it before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Contributor, Purpose, Submission
from storybank.intake.queries import consented
from storybank.intake.rules import name_shown
from storybank.publishing.models import IdentityCheck, Publication
from storybank.publishing.rules import PUBLIC_SCOPE, publishing_scope
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import uncovered_scope
from storybank.tagging.models import Identifier


@dataclass(frozen=True)
class Shareable:
    """A story whose teller allows a purpose: its newest words, and how far it has come."""

    story: Story
    version: StoryVersion
    check: IdentityCheck | None
    publication: Publication | None


@dataclass(frozen=True)
class Told:
    """A story on a public page."""

    publication: Publication
    story: Story
    version: StoryVersion
    called: str


def list_shareable(
    session: Session, actor: Actor, purpose: Purpose, *, page: int = 1, per_page: int = 25
) -> list[Shareable]:
    """Stories an actor may share for a purpose, those not checked yet first, newest first."""
    checked = _checked(purpose)
    rows = session.exec(
        select(Story, StoryVersion, IdentityCheck, Publication)
        .join(StoryVersion, newest_words())
        .outerjoin(IdentityCheck, col(IdentityCheck.id) == checked)
        .outerjoin(
            Publication,
            (col(Publication.story_id) == Story.id) & col(Publication.taken_down_at).is_(None),
        )
        .where(_shareable(actor, purpose))
        .order_by(
            col(IdentityCheck.id).is_not(None), col(Story.accepted_at).desc(), col(Story.id).desc()
        )
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [Shareable(*row) for row in rows]


def count_shareable(session: Session, actor: Actor, purpose: Purpose) -> int:
    """How many stories an actor may share for a purpose."""
    return session.exec(
        select(func.count()).select_from(Story).where(_shareable(actor, purpose))
    ).one()


def get_shareable(session: Session, actor: Actor, purpose: Purpose, public_id: UUID) -> Shareable:
    """One story an actor may share for a purpose.

    Raises:
        NotFound: there is none, or its teller does not allow it.
    """
    found = session.exec(
        select(Story, StoryVersion)
        .join(StoryVersion, newest_words())
        .where(Story.public_id == public_id, _shareable(actor, purpose))
    ).first()
    if found is None:
        raise NotFound("There is no such story that you may share.")
    story, version = found
    return Shareable(
        story,
        version,
        find_check(session, version.key, purpose),
        find_standing(session, story.key),
    )


def find_check(session: Session, version_id: int, purpose: Purpose) -> IdentityCheck | None:
    """The newest check of a version for a purpose, if there was one."""
    return session.exec(
        select(IdentityCheck)
        .where(IdentityCheck.story_version_id == version_id, IdentityCheck.purpose == purpose)
        .order_by(col(IdentityCheck.id).desc())
    ).first()


def list_checks(session: Session, story_id: int) -> Sequence[IdentityCheck]:
    """Every check of a story, the newest first: who looked, and when."""
    return session.exec(
        select(IdentityCheck)
        .where(IdentityCheck.story_id == story_id)
        .order_by(col(IdentityCheck.id).desc())
    ).all()


def find_standing(session: Session, story_id: int) -> Publication | None:
    """The public page of a story, where it has one now."""
    return session.exec(
        select(Publication).where(
            Publication.story_id == story_id, col(Publication.taken_down_at).is_(None)
        )
    ).first()


def has_details(session: Session, version_id: int) -> bool:
    """Whether the machine noticed personal details in a version as it is read now."""
    query = select(Identifier.id).where(Identifier.story_version_id == version_id).limit(1)
    return session.exec(query).first() is not None


def allows(session: Session, story: Story, purpose: Purpose) -> bool:
    """Whether the storyteller allows a purpose today."""
    query = select(Submission.id).where(
        Submission.id == story.submission_id,
        consented(col(Submission.id), purpose, clock.today()),
    )
    return session.exec(query).first() is not None


def find_publication(session: Session, public_id: UUID) -> Publication | None:
    """A public page that there is, or was: for telling "gone" from "never there"."""
    return session.exec(select(Publication).where(Publication.public_id == public_id)).first()


def find_told(session: Session, public_id: UUID) -> Told | None:
    """A story as the public reads it; None once it may not be shown, whatever the reason."""
    row = session.exec(_told().where(Publication.public_id == public_id)).first()
    return None if row is None else _as_told(*row)


def list_told(session: Session, *, page: int = 1, per_page: int = 20) -> list[Told]:
    """Stories shown to the public, the newest first, in one query."""
    rows = session.exec(
        _told()
        .order_by(col(Publication.published_at).desc(), col(Publication.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [_as_told(*row) for row in rows]


def count_told(session: Session) -> int:
    """How many stories are shown to the public."""
    return session.exec(select(func.count()).select_from(_told().subquery())).one()


def _shareable(actor: Actor, purpose: Purpose) -> ColumnElement[bool]:
    """True for stories whose teller allows the purpose, and lets the actor read them besides.

    One that anybody reads already may be taken down by whoever runs its contract, all the same.
    """
    shown = (
        select(Publication.id)
        .where(Publication.story_id == Story.id, col(Publication.taken_down_at).is_(None))
        .correlate(Story)
        .exists()
    )
    return and_(
        readable(publishing_scope(actor, purpose)), or_(readable(uncovered_scope(actor)), shown)
    )


def _told() -> Any:
    """Public pages that stand today: the version shown is the newest, and holds nothing sealed."""
    return (
        select(Publication, Story, StoryVersion, Submission, Contributor)  # type: ignore[call-overload]
        .join(Story, col(Story.id) == Publication.story_id)
        .join(StoryVersion, col(StoryVersion.id) == Publication.story_version_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .where(
            col(Publication.taken_down_at).is_(None),
            col(StoryVersion.sealed_at).is_(None),
            newest_words(),
            readable(PUBLIC_SCOPE),
        )
    )


def _as_told(
    publication: Publication,
    story: Story,
    version: StoryVersion,
    submission: Submission,
    contributor: Contributor,
) -> Told:
    called = name_shown(submission.identifiability, contributor.display_name)
    return Told(publication, story, version, called)


def _checked(purpose: Purpose) -> Any:
    """The newest check of each story's newest words for a purpose, by its row number."""
    return (
        select(func.max(IdentityCheck.id))
        .where(IdentityCheck.story_version_id == StoryVersion.id, IdentityCheck.purpose == purpose)
        .correlate(StoryVersion)
        .scalar_subquery()
    )
