"""How a storyteller wishes to be known, also in what was issued before they said so."""

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.intake import service as intake
from storybank.intake.models import Contributor, Identifiability, Submission
from storybank.intake.rules import name_shown
from storybank.reports import service as reports
from storybank.rights.queries.covering import is_told_of_in_reports
from storybank.stories.queries import find_story_of_submission

RENAMED = "renamed"
"""Why an issued report was called back: it says a name or a place that shall not be said."""


def change_naming(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    identifiability: Identifiability,
    display_name: str,
    hide_place: bool,
    method: str,
) -> None:
    """Put on record how the storyteller wishes to be known, and hold reports issued before to it.

    A report that was issued is not reworded: where it says the name that went with the story, or
    a place that shall not be shown any more, it loses the story's words and is to be called back.

    Raises:
        RuleBroken: they are to be named, and no name is given.
    """
    name, was_hidden = _name(session, submission), submission.hide_place
    intake.change_naming(
        session,
        actor,
        submission=submission,
        identifiability=identifiability,
        display_name=display_name,
        hide_place=hide_place,
        method=method,
    )
    story = find_story_of_submission(session, submission.key)
    gone = name if name != _name(session, submission) else ""
    hides = hide_place and not was_hidden
    if story is not None:
        reports.drop_files(session, story=story)
    if story is not None and is_told_of_in_reports(session, story, name=gone, place=hides):
        reports.remove_words(session, actor, story=story, because=RENAMED)


def _name(session: Session, submission: Submission) -> str:
    contributor = session.get_one(Contributor, submission.contributor_id)
    return name_shown(submission.identifiability, contributor.display_name)
