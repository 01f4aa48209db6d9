"""Files made of reports in the background: asked for, made, kept for a day, dropped.

A file is kept only if all that it shows of stories may be shown at that very moment, and it goes
in the transaction in which somebody takes words back.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.reports.events import ReportFileAsked
from storybank.reports.models import FileForm, FileStatus, Report, ReportFile, ReportFileStory
from storybank.reports.pack.afresh import Afresh, find_source, is_still_so, source_of
from storybank.reports.queries.files import KEPT, UNDONE, asker_of, find_undone
from storybank.stories.models import Story

AT_ONCE = 3
"""Files that one person may have in the making."""
WAITING_WORDS = "Waiting for its turn"
CHANGED = (
    "Stories in this report were changed or taken back again and again while the file was being "
    "made. Wait a minute, then make it again."
)

DROPPED = (
    "A story in it was changed, or may be shown no longer, since the file was made. So the file is "
    "thrown away. Make it again: it will hold what may be shown now."
)
BROKE = "The file could not be made, and whoever runs this server can see why. Try another form."


def ask_for_file(
    session: Session,
    actor: Actor,
    *,
    form: FileForm,
    report: Report | None = None,
    query: Mapping[str, str] | None = None,
) -> ReportFile:
    """Ask for a file of a report, or of what an address asks for (``Asked.query``).

    Asking twice for what is being made gives the same file.

    Raises:
        NotAllowed: the actor may not read such a report.
        NotFound: what it is about is not the actor's to read.
        RuleBroken: it lacks what its kind needs, or too many files are being made for the actor.
    """
    source = find_source(session, actor, report=report, query=query or {})
    kept = {} if report is not None else source.asked.query()
    report_id = report.key if report is not None else None
    undone = find_undone(session, actor, form=form, report_id=report_id, query=kept)
    if undone is not None:
        return undone
    _check_not_too_many(session, actor)
    file = ReportFile(
        report_id=report_id,
        query=kept,
        form=form,
        asked_by_id=actor.user_id,
        step=WAITING_WORDS,
    )
    session.add(file)
    session.flush()
    record(session, actor, "ask_for_file", file, form=form.value)
    outbox.record(session, ReportFileAsked(file.key))
    return file


def note_taken(session: Session, actor: Actor, *, form: FileForm, report: Report | None) -> None:
    """Put on record that somebody took a report away in a form that is made at once."""
    file = ReportFile(form=form)  # never kept: it lends its name to the record
    subject = report if report is not None else file
    record(session, actor, "take_report", subject, form=form.value)


def say_step(session: Session, *, file_id: int, step: str, share: int) -> None:
    """Say how far the making of a file has come."""
    session.connection().execute(
        update(ReportFile)
        .where(col(ReportFile.id) == file_id, col(ReportFile.status).in_(UNDONE))
        .values(status=FileStatus.WORKING, step=step, done_share=share)
    )


def keep_file(session: Session, *, file_id: int, made: Afresh, content: bytes) -> bool:
    """Keep a file that was made, if all in it may still be shown; says whether it may.

    Ask in a writing transaction: then nobody can take words back between the look and the keeping.

    Raises:
        NotAllowed: whoever asked may read such a report no longer.
        NotFound: what it is about is no longer theirs to read.
    """
    file = session.get(ReportFile, file_id)
    if file is None or file.status not in UNDONE:
        return True  # somebody else finished it
    actor = asker_of(session, file)
    if not is_still_so(session, actor, source_of(session, actor, file), made):
        return False
    session.add_all(
        ReportFileStory(
            file_id=file.key,
            story_id=one.story_id,
            story_version_id=one.version_id,
            may_be_whole=one.may_be_whole,
        )
        for one in made.standing.values()
    )
    file.content, file.size = content, len(content)
    file.told_sha256 = made.told_sha256
    file.status, file.step, file.done_share = FileStatus.DONE, "Ready", 100
    file.done_at = clock.now()
    session.flush()
    return True


def fail_file(session: Session, *, file_id: int, because: str) -> None:
    """A file could not be made; ``because`` says what to do, and nothing of a story."""
    session.connection().execute(
        update(ReportFile)
        .where(col(ReportFile.id) == file_id, col(ReportFile.status).in_(UNDONE))
        .values(status=FileStatus.FAILED, step=because, done_at=clock.now())
    )


def drop_files(session: Session, *, story: Story) -> None:
    """Throw away every file that holds words of a story."""
    held = select(ReportFileStory.file_id).where(ReportFileStory.story_id == story.id)
    _empty(session, {*session.exec(held)})


def drop_files_of(session: Session, *, report: Report) -> None:
    """Throw away every file made of a report."""
    made = select(ReportFile.id).where(
        ReportFile.report_id == report.id, ReportFile.status == FileStatus.DONE
    )
    _empty(session, {*session.exec(made)})


def drop_file(session: Session, *, file_id: int) -> None:
    """Throw one file away: something in it may be shown no longer."""
    _empty(session, {file_id})


def forget_files(session: Session) -> None:
    """Delete files that were kept for a day, and all that was known of them."""
    before = clock.now() - KEPT
    _delete(session, {*session.exec(select(ReportFile.id).where(ReportFile.asked_at < before))})


def forget_files_of(session: Session, *, report: Report) -> None:
    """Delete files of a report that is thrown away itself."""
    made = select(ReportFile.id).where(ReportFile.report_id == report.id)
    _delete(session, {*session.exec(made)})


def _check_not_too_many(session: Session, actor: Actor) -> None:
    undone = session.exec(
        select(func.count())
        .select_from(ReportFile)
        .where(
            ReportFile.asked_by_id == actor.user_id,
            col(ReportFile.status).in_(UNDONE),
        )
    ).one()
    if undone >= AT_ONCE:
        raise RuleBroken(
            f"{AT_ONCE} files are being made for you already. Wait until one is ready."
        )


def _empty(session: Session, ids: Collection[int | None]) -> None:
    """Leave nothing of what files hold; whoever asked for one reads why, and may ask again."""
    if not ids:
        return
    connection = session.connection()
    connection.execute(delete(ReportFileStory).where(col(ReportFileStory.file_id).in_(ids)))
    connection.execute(
        update(ReportFile)
        .where(col(ReportFile.id).in_(ids))
        .values(content=None, size=0, told_sha256="", status=FileStatus.FAILED, step=DROPPED)
    )


def _delete(session: Session, ids: Collection[int | None]) -> None:
    if not ids:
        return
    connection = session.connection()
    connection.execute(delete(ReportFileStory).where(col(ReportFileStory.file_id).in_(ids)))
    connection.execute(delete(ReportFile).where(col(ReportFile.id).in_(ids)))
