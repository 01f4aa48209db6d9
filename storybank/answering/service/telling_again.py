"""The short way to say how it is now: whether it lasted, and a few words, if they like."""

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.answering.models import FollowUp, Lasted
from storybank.answering.service.follow_ups import SaidNow, answer_follow_up
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Door, Submission
from storybank.intake.queries import list_consents
from storybank.intake.rules import is_live


def say_how_it_is(
    session: Session,
    actor: Actor,
    *,
    first: Submission,
    follow_up: FollowUp,
    lasted: Lasted | None,
    words: str = "",
    method: str,
) -> Submission | None:
    """Keep whether it lasted, and take the words in as a new story of the same person.

    The new story may be used for what the first may be used for today, and until the same days.

    Raises:
        RuleBroken: it is not time, or nothing is said, or nobody may read the first any more.
        AlreadyHeld: the same words are in the bank.
    """
    told = None
    if words.strip():
        told = intake.submit_story(
            session,
            actor,
            words=_words(session, actor, first, follow_up, words),
            consent=_consent(session, actor, first, method),
            organisation_id=first.organisation_id,
        )
    answer_follow_up(session, actor, first=first, follow_up=follow_up, said=SaidNow(lasted, told))
    return told


def _words(
    session: Session, actor: Actor, first: Submission, follow_up: FollowUp, words: str
) -> intake.Words:
    """The new story, told as the first was; what was known of the first is known of it."""
    contract = session.get(Contract, first.contract_id) if first.contract_id else None
    return intake.Words(
        title=f"How it is after {follow_up.months} months",
        body=words.strip(),
        kind=first.kind,
        teller=first.teller,
        told_for=first.told_for,
        relation=first.relation,
        reason_told_for=first.reason_told_for,
        place=first.place,
        hide_place=first.hide_place,
        told_on=clock.today(),
        contract=contract,
        lawful_basis=first.lawful_basis,
        basis_note=first.basis_note,
        counts_may_stay=first.counts_may_stay,
        wants_to_check=first.wants_to_check,
        door=Door.OWN if actor.storyteller else Door.STAFF,
        follows=first,
    )


def _consent(session: Session, actor: Actor, first: Submission, method: str) -> intake.ConsentGiven:
    today = clock.today()
    live = [one for one in list_consents(session, first.key) if is_live(one, today)]
    return intake.ConsentGiven(
        purposes=[one.purpose for one in live],
        method=method,
        expires_on=min((one.expires_on for one in live if one.expires_on), default=None),
        identifiability=first.identifiability,
        door=Door.OWN if actor.storyteller else Door.STAFF,
    )
