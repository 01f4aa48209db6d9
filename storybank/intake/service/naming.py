"""One name for one person, and on which of their stories it stands."""

from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.intake.models import ConsentAct, Contributor, Identifiability, Submission
from storybank.intake.service.consent import ConsentGiven, record_given, tell_consent_changed

ANOTHER_NAME = "another name was chosen for another story"


def keep_name(session: Session, actor: Actor, *, submission: Submission, name: str) -> None:
    """Keep the name that goes with a story, which is its teller's in all they told.

    Their other stories never take a name that was not given for them: those that stood under
    another go on without any. Where no story is named any more, no name is kept.
    """
    contributor = session.get_one(Contributor, submission.contributor_id)
    named = session.exec(
        select(Submission).where(
            Submission.contributor_id == contributor.key,
            Submission.id != submission.id,
            Submission.identifiability != Identifiability.UNNAMED,
            col(Submission.erased_at).is_(None),
        )
    ).all()
    if name or not named:
        before, contributor.display_name = contributor.display_name, name
        if name != before:
            for other in named:
                given = ConsentGiven((), ANOTHER_NAME, identifiability=Identifiability.UNNAMED)
                record_given(session, actor, other, given, ConsentAct.RENEWED)
                tell_consent_changed(session, actor, "change_naming", other, ())
    session.flush()
