"""Taking in what people send."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_one_of
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.core.text import squeeze
from storybank.intake import queries, rules
from storybank.intake.events import SubmissionReceived
from storybank.intake.models import (
    Consent,
    Contributor,
    Door,
    Identifiability,
    LawfulBasis,
    StoryKind,
    Submission,
    SubmissionStatus,
    Teller,
    TextFormat,
)
from storybank.intake.rules import text_fingerprint
from storybank.intake.service.consent import (
    ConsentGiven,
    check_given,
    record_given,
    replace_consent,
)
from storybank.intake.service.naming import keep_name

MOST_WORDS = 50_000
MAY_BE_HELD = (
    SubmissionStatus.WAITING,
    SubmissionStatus.ACCEPTED,
    SubmissionStatus.DECLINED,
    SubmissionStatus.TO_TYPE,
)


@dataclass(frozen=True)
class Words:
    """What is sent: the story itself and what is told about it.

    ``follows`` is the submission of the same person that this one comes back to.
    """

    title: str
    body: str
    kind: StoryKind = StoryKind.BENEFICIARY_STORY
    format: TextFormat = TextFormat.PLAIN
    teller: Teller = Teller.SELF
    told_for: str = ""
    display_name: str = ""
    place: str = ""
    told_on: date | None = None
    contract: Contract | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    cues: Sequence[dict[str, Any]] = field(default=())
    door: Door = Door.STAFF
    relation: str = ""
    reason_told_for: str = ""
    hide_place: bool = False
    lawful_basis: LawfulBasis = LawfulBasis.NOT_RECORDED
    basis_note: str = ""
    counts_may_stay: bool = False
    wants_to_check: bool = False
    seconds_taken: int | None = None
    about_when: str = ""
    answers: Sequence[dict[str, Any]] = field(default=())
    follows: Submission | None = None


def submit_story(
    session: Session,
    actor: Actor,
    *,
    words: Words,
    consent: ConsentGiven,
    organisation_id: int,
    draft: Submission | None = None,
    most_words: int = MOST_WORDS,
    to_type: bool = False,
) -> Submission:
    """Take a story in, as received, to wait for a person to accept it.

    ``draft`` is the sender's own unfinished submission that this one completes. ``to_type``:
    nothing is written; a recording or a photograph comes with it, whose words a person will type
    before anybody decides.

    Raises:
        RuleBroken: words, date or consent will not do; ``field`` says which.
        AlreadyHeld: the same words are already in the bank.
    """
    require(actor, Action.SUBMIT_STORY)
    rules.check_words(words.title, "…" if to_type else words.body, most_words=most_words)
    rules.check_told_on(words.told_on, clock.today())
    rules.check_purposes(consent.purposes)
    check_given(consent)
    words, consent = _as_they_wish(words, consent)
    fingerprint = text_fingerprint(words.body)
    if not to_type and queries.find_by_fingerprint(session, fingerprint) is not None:
        raise AlreadyHeld(
            "These words are already in the bank, so they were not taken in again.", field="body"
        )
    submission = _write(session, actor, words, organisation_id, draft)
    # What is not typed yet is like nothing else.
    submission.fingerprint = str(submission.public_id) if to_type else fingerprint
    submission.status = SubmissionStatus.TO_TYPE if to_type else SubmissionStatus.WAITING
    submission.received_at = clock.now()
    submission.consent_noted = {}
    record_given(session, actor, submission, consent)
    session.flush()
    record(
        session,
        actor,
        "submit_story",
        submission,
        purposes=sorted(p.value for p in consent.purposes),
        from_file=words.file_sha256,
    )
    if not to_type:
        outbox.record(session, SubmissionReceived(submission.key))
    return submission


def save_draft(
    session: Session,
    actor: Actor,
    *,
    words: Words,
    consent: ConsentGiven,
    organisation_id: int,
    draft: Submission | None = None,
) -> Submission:
    """Keep an unfinished submission for its author alone."""
    require(actor, Action.SUBMIT_STORY)
    submission = _write(session, actor, words, organisation_id, draft)
    submission.received_at = clock.now()
    replace_consent(session, submission, consent)
    session.flush()
    record(session, actor, "save_draft", submission)
    return submission


def discard_draft(session: Session, actor: Actor, *, draft: Submission) -> None:
    """Delete an unfinished submission of the actor's own.

    Raises:
        RuleBroken: it has been sent, or is somebody else's.
    """
    _check_own_draft(actor, draft)
    record(session, actor, "discard_draft", draft)
    contributor = session.get(Contributor, draft.contributor_id)
    session.exec(delete(Consent).where(col(Consent.submission_id) == draft.key))
    session.delete(draft)
    session.flush()
    session.delete(contributor)
    session.flush()


def mark_accepted(session: Session, actor: Actor, *, submission: Submission) -> None:
    """Note that a person accepted the submission; ``stories`` makes the story of it.

    Raises:
        RuleBroken: it is not waiting any more.
    """
    _decide(actor, submission, SubmissionStatus.ACCEPTED)
    session.flush()


def decline_submission(
    session: Session, actor: Actor, *, submission: Submission, reason: str
) -> None:
    """Say no to a submission, with a reason its sender will read.

    Raises:
        RuleBroken: no reason was given, or it is not waiting any more.
    """
    require(actor, Action.DECIDE_SUBMISSION)
    if not reason.strip():
        raise RuleBroken("Say why, so that whoever sent it knows.", field="reason")
    _decide(actor, submission, SubmissionStatus.DECLINED)
    submission.decline_reason = reason.strip()
    record(session, actor, "decline_submission", submission)


def hold_submission(session: Session, actor: Actor, *, submission: Submission) -> None:
    """Take a sent submission, decided on or not, from all sight but the safeguarding lead's.

    Whoever may raise a concern does this by it, and so does the machine.
    """
    require_one_of(actor, Action.RAISE_CONCERN, Action.SETTLE_CONCERN, Action.RUN_PIPELINE)
    if submission.status not in MAY_BE_HELD:
        return
    if submission.status not in (SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED):
        # Declined words may have been sent again since, and the same words are held once.
        submission.fingerprint = str(submission.public_id)
    submission.status = SubmissionStatus.HELD
    session.flush()


def release_submission(session: Session, actor: Actor, *, submission: Submission) -> None:
    """Give a held submission back to its readers, as it stood before it was held.

    One that was taken back meanwhile is given back to nobody.
    """
    require(actor, Action.SETTLE_CONCERN)
    if submission.status is not SubmissionStatus.HELD or submission.taken_back_at is not None:
        return
    if submission.decided_at is None:
        is_typed = bool(submission.body)
        submission.status = SubmissionStatus.WAITING if is_typed else SubmissionStatus.TO_TYPE
    elif submission.decline_reason:
        submission.status = SubmissionStatus.DECLINED
        submission.fingerprint = text_fingerprint(submission.body)
    else:
        submission.status = SubmissionStatus.ACCEPTED
    session.flush()


def note_details_found(session: Session, *, submission: Submission) -> None:
    """Note that personal details have been looked for; ``stories`` keeps what was found."""
    submission.details_found_at = clock.now()
    session.flush()


def _write(
    session: Session,
    actor: Actor,
    words: Words,
    organisation_id: int,
    draft: Submission | None,
) -> Submission:
    values: dict[str, Any] = {
        "contract_id": None if words.contract is None else words.contract.id,
        "kind": words.kind,
        "title": squeeze(words.title),
        "body": words.body,
        "format": words.format,
        "teller": words.teller,
        "told_for": squeeze(words.told_for)[: rules.LONGEST_LINE],
        "place": squeeze(words.place)[: rules.LONGEST_LINE],
        "told_on": words.told_on,
        "file_name": words.file_name,
        "file_sha256": words.file_sha256,
        "cues": list(words.cues),
        "door": words.door,
        "relation": squeeze(words.relation)[: rules.LONGEST_LINE],
        "reason_told_for": words.reason_told_for.strip()[: rules.LONGEST_NOTE],
        "hide_place": words.hide_place,
        "lawful_basis": words.lawful_basis,
        "basis_note": words.basis_note.strip()[: rules.LONGEST_NOTE],
        "counts_may_stay": words.counts_may_stay,
        "wants_to_check": words.wants_to_check,
        "seconds_taken": words.seconds_taken,
        "about_when": squeeze(words.about_when)[: rules.LONGEST_LINE],
        "answers": list(words.answers),
        "fingerprint": "",
        "status": SubmissionStatus.DRAFT,
    }
    display_name = squeeze(words.display_name)[: rules.LONGEST_LINE]
    if draft is not None:
        _check_own_draft(actor, draft)
        if not values["file_sha256"]:  # the file sent with an earlier save stays
            for name in ("file_name", "file_sha256", "cues"):
                del values[name]
            if words.body != draft.body:
                values["cues"] = []  # their places are those of the words before
        contributor = session.get_one(Contributor, draft.contributor_id)
        contributor.display_name = display_name
        draft.sqlmodel_update(values)
        return draft
    contributor_id = None if words.follows is None else words.follows.contributor_id
    if contributor_id is None:
        contributor = Contributor(organisation_id=organisation_id, display_name=display_name)
        session.add(contributor)
        session.flush()
        contributor_id = contributor.key
    submission = Submission(
        contributor_id=contributor_id,
        organisation_id=organisation_id,
        submitted_by_id=actor.user_id,
        **values,
    )
    session.add(submission)
    session.flush()
    if words.follows is not None and display_name:
        keep_name(session, actor, submission=submission, name=display_name)
    return submission


def _as_they_wish(words: Words, consent: ConsentGiven) -> tuple[Words, ConsentGiven]:
    """Who is not to be named has no name kept; who gave one and said nothing more chose it."""
    unnamed = consent.identifiability is Identifiability.UNNAMED
    name = "" if unnamed else words.display_name.strip()
    hide = words.hide_place if consent.hide_place is None else consent.hide_place
    wish = rules.wish_of(consent.identifiability, name)
    return (
        replace(words, display_name=name, hide_place=hide),
        replace(consent, identifiability=wish, hide_place=hide),
    )


def _decide(actor: Actor, submission: Submission, status: SubmissionStatus) -> None:
    if submission.status is not SubmissionStatus.WAITING:
        raise RuleBroken("Somebody has decided on this submission already.")
    submission.status = status
    submission.decided_by_id = actor.user_id
    submission.decided_at = clock.now()


def _check_own_draft(actor: Actor, draft: Submission) -> None:
    if draft.status is not SubmissionStatus.DRAFT:
        raise RuleBroken("This has been sent already, so it can no longer be changed.")
    if draft.submitted_by_id != actor.user_id:
        raise RuleBroken("This draft is somebody else's.")
