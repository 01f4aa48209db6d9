"""Reading files made of reports, and whether every story in one may still stand in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound
from storybank.intake.models import Contributor, Submission
from storybank.intake.queries import name_shown
from storybank.reports.models import FileForm, FileStatus, ReportFile, ReportFileStory
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope

KEPT = timedelta(hours=24)
UNDONE = (FileStatus.WAITING, FileStatus.WORKING)


@dataclass(frozen=True)
class Standing:
    """A story that may stand in a file at this moment, and what a file would show of it.

    Two of the same story that differ mean that the file says what may be said no longer.
    """

    story_id: int
    version_id: int
    may_be_whole: bool
    place: str = ""
    whose: str = ""

    @property
    def kept(self) -> tuple[int, int, bool]:
        """What is kept of it with a file."""
        return self.story_id, self.version_id, self.may_be_whole


def find_standing(
    session: Session, which: ColumnElement[bool], whole: Scope, stories: Collection[str]
) -> dict[str, Standing]:
    """Those of these stories (their public ids) that fulfil a condition now.

    ``whole`` is the scope that lets more than a passage be told.
    """
    rows: Any = session.exec(
        select(  # type: ignore[call-overload]
            Story.public_id,
            Story.id,
            StoryVersion.id,
            readable(whole),
            Story.place,
            name_shown(),
        )
        .join(StoryVersion, newest_words())
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(col(Story.public_id).in_([UUID(one) for one in stories]), which)
    )
    return {
        str(public_id): Standing(story_id, version_id, bool(may_be_whole), place, whose)
        for public_id, story_id, version_id, may_be_whole, place, whose in rows
    }


def get_file(session: Session, actor: Actor, public_id: UUID) -> ReportFile:
    """A file that the actor asked for, without its content.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = session.exec(
        select(ReportFile)
        .where(ReportFile.public_id == public_id, ReportFile.asked_by_id == actor.user_id)
        .options(defer(ReportFile.content))  # type: ignore[arg-type]
    ).first()
    if found is None or actor.user_id is None:
        raise NotFound("There is no such file. It may be older than a day: make it again.")
    return found


def content_of(session: Session, file: ReportFile) -> bytes:
    """What is in a file that is given out: only after ``pack.afresh.may_be_given`` said so."""
    content = session.exec(select(ReportFile.content).where(ReportFile.id == file.id)).first()
    return content or b""


def find_undone(
    session: Session,
    actor: Actor,
    *,
    form: FileForm,
    report_id: int | None,
    query: Mapping[str, str],
) -> ReportFile | None:
    """The same file, where the actor has asked for it already and it is not made yet."""
    rows = session.exec(
        select(ReportFile)
        .where(
            ReportFile.asked_by_id == actor.user_id,
            ReportFile.form == form,
            col(ReportFile.status).in_(UNDONE),
        )
        .order_by(col(ReportFile.id))
        .options(defer(ReportFile.content))  # type: ignore[arg-type]
    )
    wanted = (report_id, dict(query))
    return next((one for one in rows if (one.report_id, one.query) == wanted), None)


def stories_in(session: Session, file: ReportFile) -> set[tuple[int, int, bool]]:
    """Which stories a file holds, as ``Standing.kept`` has them."""
    rows: Any = session.exec(
        select(
            ReportFileStory.story_id,
            ReportFileStory.story_version_id,
            ReportFileStory.may_be_whole,
        ).where(ReportFileStory.file_id == file.id)
    )
    return {(story_id, version_id, may_be_whole) for story_id, version_id, may_be_whole in rows}


def stories_in_files(session: Session, story_ids: Collection[int]) -> list[int]:
    """Those of these stories that stand in any file."""
    rows = session.exec(
        select(ReportFileStory.story_id)
        .where(col(ReportFileStory.story_id).in_(story_ids))
        .distinct()
        .order_by(col(ReportFileStory.story_id))
    )
    return list(rows)


def asker_of(session: Session, file: ReportFile) -> Actor:
    """Whoever asked for a file, with the roles they hold now.

    Raises:
        NotAllowed: their account is closed.
    """
    user = session.get_one(User, file.asked_by_id)
    if not user.active:
        raise NotAllowed("This account is closed.")
    return actor_of(user)


def is_undone(session: Session, file_id: int) -> bool:
    """Whether a file is still to be made."""
    status = session.exec(select(ReportFile.status).where(ReportFile.id == file_id)).first()
    return status in UNDONE


def story_names(session: Session, story_ids: Collection[int]) -> list[str]:
    """The public ids of stories, in no words."""
    rows = session.exec(
        select(Story.public_id).where(col(Story.id).in_(story_ids)).order_by(col(Story.id))
    )
    return [str(one) for one in rows]


def is_old(file: ReportFile) -> bool:
    """Whether a file has been kept for as long as any is."""
    return clock.now() - file.asked_at > KEPT
