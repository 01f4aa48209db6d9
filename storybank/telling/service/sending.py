"""Taking in a story that was told without an account, with what its teller allows."""

from dataclasses import dataclass

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import (
    AttachmentKind,
    ConsentStatement,
    Door,
    GivenBy,
    Purpose,
    Submission,
    Teller,
)
from storybank.telling import rules
from storybank.telling.models import Call, Contact, OwnTheme, Telling
from storybank.telling.service.return_codes import issue_return_code

METHOD = "told us on our own page"


@dataclass(frozen=True)
class Sent:
    """A story that was taken in, the way back to it, and the earlier story it follows."""

    submission: Submission
    code: str
    told: rules.Told
    follows_id: int | None


def send_telling(
    session: Session,
    actor: Actor,
    *,
    telling: Telling,
    statement: ConsentStatement,
    key: bytes,
    code: str,
) -> Sent:
    """Take a story in as it was told; the unfinished one is gone.

    ``statement`` is what was shown when they said what may be done; ``code`` the way back, made
    by the door so that a story that is sent twice at once shows the same one.

    Raises:
        RuleBroken: nothing was said, or nobody may read it; ``field`` names the question.
        AlreadyHeld: the same words are already in the bank.
    """
    require(actor, Action.SUBMIT_STORY)
    call = session.get_one(Call, telling.call_id)
    told = rules.read_told(telling.answers)
    offered = {Purpose(value) for value in call.purposes}
    body, spans = rules.write_body(telling.answers)
    if not body and not telling.attachments:
        raise RuleBroken("Tell us something first: one line is enough.", field="before")
    submission = intake.submit_story(
        session,
        actor,
        words=_words(session, telling, call, told, body, spans),
        consent=_consent(told, offered, statement),
        organisation_id=call.organisation_id,
        to_type=not body,
    )
    for file in telling.attachments:
        intake.attach_kept(
            session,
            actor,
            submission=submission,
            kind=AttachmentKind(file["kind"]),
            sha256=file["sha256"],
            media_type=file["media_type"],
            size=file["size"],
        )
    _keep_beside(session, submission, told)
    issue_return_code(session, submission=submission, key=key, code=code, call_id=call.key)
    sent = Sent(submission, code, told, telling.follows_id)
    session.delete(telling)
    session.flush()
    return sent


def _words(
    session: Session,
    telling: Telling,
    call: Call,
    told: rules.Told,
    body: str,
    spans: list[dict[str, object]],
) -> intake.Words:
    contract = session.get(Contract, call.contract_id) if call.contract_id else None
    return intake.Words(
        title=rules.make_title(telling.answers),
        body=body,
        teller=Teller.ON_BEHALF if told.on_behalf else Teller.SELF,
        told_for=told.told_for,
        relation=told.relation,
        reason_told_for=told.reason,
        display_name=told.name,
        place=told.place,
        hide_place=told.hide_place,
        about_when=told.about_when,
        told_on=clock.today(),
        contract=contract,
        door=Door.OWN,
        lawful_basis=call.lawful_basis,
        basis_note=call.basis_note,
        counts_may_stay=told.counts_may_stay,
        wants_to_check=told.check_first,
        follows=session.get(Submission, telling.follows_id) if telling.follows_id else None,
        seconds_taken=rules.spent(telling.seconds, telling.saved_at, clock.now()),
        answers=spans,
    )


def _consent(
    told: rules.Told, offered: set[Purpose], statement: ConsentStatement
) -> intake.ConsentGiven:
    return intake.ConsentGiven(
        purposes=[one for one in told.purposes if one in offered],
        method=METHOD,
        expires_on=rules.ends_on(told.years, clock.today()),
        statement=statement,
        identifiability=told.identifiability,
        given_by=GivenBy.REPRESENTATIVE if told.on_behalf else GivenBy.SELF,
        given_by_words=told.relation,
        door=Door.OWN,
    )


def _keep_beside(session: Session, submission: Submission, told: rules.Told) -> None:
    """Keep what the story is about to its teller, and the address they gave."""
    codes = codes_by_slug(session)
    for slug in told.themes:
        if slug in codes:
            session.add(OwnTheme(submission_id=submission.key, code_id=codes[slug].key))
    if told.own_words:
        session.add(OwnTheme(submission_id=submission.key, words=told.own_words))
    if told.email and (told.may_tell_answers or told.may_ask_again or told.may_remind):
        session.add(
            Contact(
                submission_id=submission.key,
                email=told.email,
                may_tell_answers=told.may_tell_answers,
                may_ask_again=told.may_ask_again,
                may_remind=told.may_remind,
            )
        )
    session.flush()
