"""What needs a person, in order of consequence for the parts they play.

Every function looks at one kind of work and answers with a line for the home page, or none.
All of them count within what the actor may read, in a fixed number of SQL statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import count_submissions, list_drafts, list_submissions
from storybank.linking.queries import count_suggested
from storybank.reports.ledger import LedgerRow, contract_ledger
from storybank.safeguarding.models import ConcernStatus
from storybank.safeguarding.queries import count_concerns, list_concerns
from storybank.stories.rules import reading_scope
from storybank.tagging.queries import (
    count_stories_with_suggestions,
    list_stories_with_suggestions,
)
from storybank.verification.queries import count_waiting
from storybank.web.filters import day

NEWS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Need:
    """One line of "What needs you"; the sentence goes on from the count."""

    count: int
    sentence: str
    consequence: str
    label: str
    url: str
    urgent: bool = False

    @property
    def action(self) -> dict[str, str]:
        """The one thing to do about it."""
        return {"label": self.label, "url": self.url}


@dataclass(frozen=True)
class Desk:
    """What the functions below look at: who asks, and the ledgers of their contracts."""

    session: Session
    actor: Actor
    contracts: list[Contract]
    ledger: dict[int, list[LedgerRow]]

    @classmethod
    def of(cls, session: Session, actor: Actor) -> "Desk":
        """Gather what several lines need."""
        contracts = list(list_contracts(session, actor))
        ids = [contract.key for contract in contracts]
        ledger = contract_ledger(session, reading_scope(actor), ids) if ids else {}
        return cls(session, actor, contracts, ledger)

    @property
    def promises(self) -> list[LedgerRow]:
        """Every promise of every contract."""
        return [row for rows in self.ledger.values() for row in rows]

    def url_of_most(self, fits: Callable[[LedgerRow], bool]) -> str:
        """The contract with the most promises that fit."""
        most = max(self.contracts, key=lambda one: sum(map(fits, self.ledger[one.key])))
        return url_for("commitments.show", contract_id=most.public_id)


def what_needs(desk: Desk) -> list[Need]:
    """The lines for this person, those of gravest consequence first."""
    return [need for find in LINES if (need := find(desk)) is not None]


def _concerns(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.SETTLE_CONCERN):
        return None
    raised = count_concerns(desk.session, desk.actor, ConcernStatus.RAISED)
    if not raised:
        return None
    (oldest, _), *_ = list_concerns(desk.session, desk.actor, ConcernStatus.RAISED, most=1)
    return Need(
        raised,
        _words(raised, "concern waits for you", "concerns wait for you"),
        f"Somebody may be at risk. The oldest was raised on {day(oldest.created_at)}.",
        "Look into the oldest",
        url_for("safeguarding.show", concern_id=oldest.public_id),
        urgent=True,
    )


def _held(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.SETTLE_CONCERN):
        return None
    held = count_concerns(desk.session, desk.actor, ConcernStatus.HELD)
    if not held:
        return None
    return Need(
        held,
        _words(held, "story is held back", "stories are held back"),
        "Nobody else can read them until you settle the concern.",
        "See what is held",
        url_for("safeguarding.list_"),
    )


def _failing(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.MANAGE_ACCOUNTS):
        return None
    failing = outbox.count_failing(desk.session)
    if not failing:
        return None
    return Need(
        failing,
        _words(failing, "piece of work keeps failing", "pieces of work keep failing"),
        "Some stories may not be found by search, or have no suggestions. The server tries "
        "again by itself; if this stays, look into its log.",
        "See the record of acts",
        url_for("audit.list_"),
        urgent=True,
    )


def _contradicted(desk: Desk) -> Need | None:
    if not desk.actor.plays(RoleName.CONTRACT_MANAGER):
        return None
    against = sum(row.contradicting > 0 for row in desk.promises)
    if not against:
        return None
    return Need(
        against,
        _words(against, "promise is contradicted", "promises are contradicted"),
        "People told us something else than the supplier reports. Ask the supplier why.",
        "Read what they said",
        desk.url_of_most(lambda row: row.contradicting > 0),
        urgent=True,
    )


def _to_accept(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.DECIDE_SUBMISSION):
        return None
    waiting = count_submissions(desk.session, desk.actor, SubmissionStatus.WAITING)
    if not waiting:
        return None
    return Need(
        waiting,
        _words(waiting, "story waits to be accepted", "stories wait to be accepted"),
        _words(
            waiting,
            "Until then nobody can find it, and it counts for nothing.",
            "Until then nobody can find them, and they count for nothing.",
        ),
        "Read and decide",
        url_for("intake.list_"),
    )


def _to_verify(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.VERIFY_LINK):
        return None
    waiting = count_waiting(desk.session, reading_scope(desk.actor), desk.actor)
    if not waiting:
        return None
    return Need(
        waiting,
        _words(waiting, "claim waits to be checked", "claims wait to be checked"),
        "A board is told which claims were checked and which were not.",
        "Check the claims",
        url_for("verification.list_"),
    )


def _links(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.LINK_EVIDENCE):
        return None
    suggested = count_suggested(desk.session, reading_scope(desk.actor))
    if not suggested:
        return None
    return Need(
        suggested,
        _words(suggested, "suggested link waits", "suggested links wait"),
        "A suggestion counts for nothing until you say that the words speak to the promise.",
        "Look at the links",
        url_for("linking.list_"),
    )


def _codings(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.CODE_STORY):
        return None
    scope = reading_scope(desk.actor)
    stories = count_stories_with_suggestions(desk.session, scope)
    if not stories:
        return None
    (oldest, _, _), *_ = list_stories_with_suggestions(desk.session, scope, most=1)
    return Need(
        stories,
        _words(stories, "story has suggested codes", "stories have suggested codes"),
        "Confirm what fits and reject the rest: a report counts what people confirmed.",
        "Read the oldest",
        url_for("stories.show", story_id=oldest.public_id),
    )


def _silent(desk: Desk) -> Need | None:
    if not desk.actor.plays(RoleName.CONTRACT_MANAGER):
        return None
    silent = sum(row.silent for row in desk.promises)
    if not silent:
        return None
    return Need(
        silent,
        _words(silent, "promise is silent", "promises are silent"),
        _words(
            silent,
            "Nobody has told us about it. Ask those it was made for.",
            "Nobody has told us about them. Ask those they were made for.",
        ),
        "See which",
        desk.url_of_most(lambda row: row.silent),
    )


def _declined(desk: Desk) -> Need | None:
    if not desk.actor.plays(RoleName.CONTRIBUTOR):
        return None
    news = _declined_lately(desk)
    if not news:
        return None
    newest = max(news, key=lambda one: one.decided_at or one.received_at)
    return Need(
        len(news),
        _words(len(news), "story of yours was declined", "stories of yours were declined"),
        f"{'The reason' if len(news) == 1 else 'The newest, because'}: {newest.decline_reason}",
        "Read why",
        url_for("intake.show", submission_id=newest.public_id),
    )


def _drafts(desk: Desk) -> Need | None:
    if not can(desk.actor, Action.SUBMIT_STORY):
        return None
    drafts = len(list_drafts(desk.session, desk.actor))
    if not drafts:
        return None
    return Need(
        drafts,
        _words(drafts, "draft is unfinished", "drafts are unfinished"),
        "Only you can see a draft.",
        "Go on writing",
        url_for("intake.drafts"),
    )


def _sent(desk: Desk) -> Need | None:
    if not desk.actor.plays(RoleName.CONTRIBUTOR) or can(desk.actor, Action.DECIDE_SUBMISSION):
        return None
    waiting = count_submissions(desk.session, desk.actor, SubmissionStatus.WAITING)
    if not waiting:
        return None
    return Need(
        waiting,
        _words(waiting, "story is on its way", "stories are on their way"),
        "A contract manager reads each one before anybody else can. You need do nothing.",
        "See them",
        url_for("intake.list_"),
    )


LINES: tuple[Callable[[Desk], Need | None], ...] = (
    _concerns,
    _failing,
    _contradicted,
    _to_accept,
    _to_verify,
    _links,
    _codings,
    _silent,
    _held,
    _declined,
    _drafts,
    _sent,
)


def _declined_lately(desk: Desk) -> list[Submission]:
    """The actor's own submissions declined within a month."""
    total = count_submissions(desk.session, desk.actor, SubmissionStatus.DECLINED)
    if not total:
        return []
    # Lists begin with the oldest, so the newest are on the last page.
    last = list_submissions(
        desk.session, desk.actor, SubmissionStatus.DECLINED, page=-(-total // 25)
    )
    since = clock.now() - NEWS_FOR
    return [
        one
        for one in last
        if one.submitted_by_id == desk.actor.user_id and (one.decided_at or since) > since
    ]


def _words(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
