"""What needs a person, in order of consequence for the parts they play.

``LINES`` is the whole of it: each line is one kind of work, whose it is, how much of it there
is, what is said of it, and where it is done. All count within what the actor may read, in a
fixed number of SQL statements.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.commitments.queries import count_waiting_changes, list_contracts
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import count_submissions, list_drafts, list_submissions
from storybank.linking.queries import count_suggested
from storybank.reviews.ledger import Standing, list_standings
from storybank.reviews.queries import (
    count_due,
    count_open_shortfalls,
    count_overdue_actions,
    count_pledges,
)
from storybank.reviews.silence import SilenceKind, count_silence
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.safeguarding.queries import count_concerns, list_concerns
from storybank.stories.rules import Scope, reading_scope, uncovered_scope
from storybank.tagging.queries import (
    count_stories_with_suggestions,
    list_stories_with_suggestions,
)
from storybank.verification.queries import count_unasked, count_waiting
from storybank.web.filters import day
from storybank.web.look_twice import unheard

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
    """What the lines look at: who asks, their contracts, and how the promises in them stand."""

    session: Session
    actor: Actor
    contracts: list[Contract]
    promises: list[Standing]

    @classmethod
    def of(cls, session: Session, actor: Actor) -> "Desk":
        """Gather what several lines need."""
        contracts = list(list_contracts(session, actor))
        promises = list_standings(session, actor, reading_scope(actor)) if contracts else []
        return cls(session, actor, contracts, promises)

    @property
    def scope(self) -> Scope:
        """The stories the actor may read."""
        return reading_scope(self.actor)

    @cached_property
    def silence(self) -> dict[SilenceKind, int]:
        """How many lines of each kind the silence list has."""
        return count_silence(self.session, self.promises)

    @cached_property
    def oldest_concern(self) -> Concern:
        """The concern that waits longest for the safeguarding lead; there is one."""
        (oldest, _), *_ = list_concerns(self.session, self.actor, ConcernStatus.RAISED, most=1)
        return oldest

    @cached_property
    def declined_lately(self) -> Sequence[Submission]:
        """The actor's own submissions declined within a month, the newest last."""
        status = SubmissionStatus.DECLINED
        total = count_submissions(self.session, self.actor, status)
        if not total:
            return []
        # Lists begin with the oldest, so the newest are on the last page.
        last = list_submissions(self.session, self.actor, status, page=-(-total // 25))
        since = clock.now() - NEWS_FOR
        news = [
            one
            for one in last
            if one.submitted_by_id == self.actor.user_id and (one.decided_at or since) > since
        ]
        return sorted(news, key=lambda one: one.decided_at or one.received_at)

    def count_promises(self, fits: Callable[[Standing], bool]) -> int:
        """How many promises fit."""
        return sum(map(fits, self.promises))

    def url_of_most(self, fits: Callable[[Standing], bool]) -> str:
        """The contract with the most promises that fit."""
        fitting = Counter(one.contract_id for one in self.promises if fits(one))
        most = max(self.contracts, key=lambda one: fitting[one.key])
        return url_for("commitments.show", contract_id=most.public_id)


@dataclass(frozen=True)
class Line:
    """One kind of work.

    ``sentence`` and ``why`` are said of one and of many; a ``why`` that names what is found
    is a function instead. Nothing but ``count`` is asked for where it comes to nought.
    """

    whose: Callable[[Actor], bool]
    count: Callable[[Desk], int]
    sentence: tuple[str, str]
    why: tuple[str, str] | str | Callable[[Desk], str]
    label: str
    url: Callable[[Desk], str]
    urgent: bool = False

    def look(self, desk: Desk) -> Need | None:
        """What there is of this work for whoever sits at the desk, if it is theirs at all."""
        if not self.whose(desk.actor) or not (count := self.count(desk)):
            return None
        which = 0 if count == 1 else 1
        if isinstance(self.why, tuple):
            why = self.why[which]
        else:
            why = self.why if isinstance(self.why, str) else self.why(desk)
        return Need(count, self.sentence[which], why, self.label, self.url(desk), self.urgent)


def what_needs(desk: Desk) -> list[Need]:
    """The lines for this person, those of gravest consequence first."""
    return [need for line in LINES if (need := line.look(desk)) is not None]


def _may(action: Action) -> Callable[[Actor], bool]:
    return lambda actor: can(actor, action)


def _plays(role: RoleName) -> Callable[[Actor], bool]:
    return lambda actor: actor.plays(role)


def _page(endpoint: str) -> Callable[[Desk], str]:
    return lambda _desk: url_for(endpoint)


def _concerns(status: ConcernStatus) -> Callable[[Desk], int]:
    return lambda desk: count_concerns(desk.session, desk.actor, status)


def _submissions(status: SubmissionStatus) -> Callable[[Desk], int]:
    return lambda desk: count_submissions(desk.session, desk.actor, status)


def _contradicted(one: Standing) -> bool:
    return one.contradicting > 0 and not one.is_withdrawn


def _silence(kind: SilenceKind) -> Callable[[Desk], str]:
    return lambda _desk: url_for("ledger.silence", kind=kind.value)


def _oldest_to_code(desk: Desk) -> str:
    scope = uncovered_scope(desk.actor)
    (story, _, _), *_ = list_stories_with_suggestions(desk.session, scope, most=1)
    return url_for("stories.show", story_id=story.public_id)


def _only_sends(actor: Actor) -> bool:
    """Who decides on submissions has a line of their own for those that wait."""
    return actor.plays(RoleName.CONTRIBUTOR) and not can(actor, Action.DECIDE_SUBMISSION)


def _why_declined(desk: Desk) -> str:
    news = desk.declined_lately
    begins = "The reason" if len(news) == 1 else "The newest, because"
    return f"{begins}: {news[-1].decline_reason}"


LINES = (
    Line(
        _may(Action.SETTLE_CONCERN),
        _concerns(ConcernStatus.RAISED),
        ("concern waits for you", "concerns wait for you"),
        lambda desk: (
            "Somebody may be at risk. "
            f"The oldest was raised on {day(desk.oldest_concern.created_at)}."
        ),
        "Look into the oldest",
        lambda desk: url_for("safeguarding.show", concern_id=desk.oldest_concern.public_id),
        urgent=True,
    ),
    Line(
        _may(Action.MANAGE_ACCOUNTS),
        lambda desk: outbox.count_failing(desk.session),
        ("piece of work keeps failing", "pieces of work keep failing"),
        "Some stories may not be found by search, or have no suggestions. The server tries "
        "again by itself; if this stays, look into its log.",
        "See the record of acts",
        _page("audit.list_"),
        urgent=True,
    ),
    Line(
        _may(Action.APPROVE_CHANGE),
        lambda desk: count_waiting_changes(desk.session, desk.actor, others_only=True),
        (
            "proposed lowering waits for a second person",
            "proposed lowerings wait for a second person",
        ),
        (
            "A colleague wants to lower a promise. Until somebody else agrees, it stands.",
            "Colleagues want to lower promises. Until somebody else agrees, these stand.",
        ),
        "Look and decide",
        _page("changes.list_"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(_contradicted),
        ("promise is contradicted", "promises are contradicted"),
        "People told us something else than the supplier reports. Ask the supplier why.",
        "Read what they said",
        lambda desk: desk.url_of_most(_contradicted),
        urgent=True,
    ),
    Line(
        lambda actor: actor.plays(RoleName.CONTRACT_MANAGER, RoleName.BOARD_READER),
        lambda desk: count_open_shortfalls(desk.session, desk.actor),
        ("promise is not kept", "promises are not kept"),
        "Notice was given. See how it is to be put right, and by when.",
        "See the shortfalls",
        lambda _desk: url_for("reviews.list_", _anchor="shortfalls"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(unheard),
        (
            "large figure has next to nobody behind it",
            "large figures have next to nobody behind them",
        ),
        "The supplier reports much, and hardly anyone it was done for has told us.",
        "Look twice",
        lambda desk: f"{desk.url_of_most(unheard)}#look-twice",
    ),
    Line(
        _may(Action.DECIDE_SUBMISSION),
        _submissions(SubmissionStatus.WAITING),
        ("story waits to be accepted", "stories wait to be accepted"),
        (
            "Until then nobody can find it, and it counts for nothing.",
            "Until then nobody can find them, and they count for nothing.",
        ),
        "Read and decide",
        _page("intake.list_"),
    ),
    Line(
        _may(Action.VERIFY_LINK),
        lambda desk: count_waiting(desk.session, desk.scope, desk.actor),
        ("claim waits to be checked", "claims wait to be checked"),
        "A board is told which claims were checked and which were not.",
        "Check the claims",
        _page("verification.list_"),
    ),
    Line(
        _may(Action.LINK_EVIDENCE),
        lambda desk: count_suggested(desk.session, uncovered_scope(desk.actor)),
        ("suggested link waits", "suggested links wait"),
        "A suggestion counts for nothing until you say that the words speak to the promise.",
        "Look at the links",
        _page("linking.list_"),
    ),
    Line(
        _may(Action.CODE_STORY),
        lambda desk: count_stories_with_suggestions(desk.session, uncovered_scope(desk.actor)),
        ("story has suggested codes", "stories have suggested codes"),
        "Confirm what fits and reject the rest: a report counts what people confirmed.",
        "Read the oldest",
        _oldest_to_code,
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_due(desk.session, desk.actor, until=clock.today() - timedelta(days=1)),
        ("review is overdue", "reviews are overdue"),
        "What nobody looks at is not kept. The agenda is ready.",
        "See which",
        _page("reviews.list_"),
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_overdue_actions(desk.session, desk.actor, today=clock.today()),
        ("thing agreed is late", "things agreed are late"),
        "Somebody said they would do it by now. Ask them.",
        "See what and whose",
        lambda _desk: url_for("reviews.list_", _anchor="late"),
    ),
    Line(
        _may(Action.RUN_REVIEW),
        lambda desk: count_pledges(
            desk.session, desk.actor, followed_up=False, due_until=clock.today()
        ),
        ("pledge is a year old", "pledges are a year old"),
        "Ask what became of it, and what stood in the way.",
        "Follow up",
        _page("reviews.pledges"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.count_promises(lambda one: one.silent and not one.is_withdrawn),
        ("promise is silent", "promises are silent"),
        (
            "Nobody has told us about it. Ask those it was made for.",
            "Nobody has told us about them. Ask those they were made for.",
        ),
        "See which",
        _page("ledger.silence"),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.silence[SilenceKind.OVERDUE],
        (
            "promise is past its day with nothing delivered",
            "promises are past their day with nothing delivered",
        ),
        "Ask the supplier what was done, or agree on a remedy.",
        "See what is late",
        _silence(SilenceKind.OVERDUE),
    ),
    Line(
        _plays(RoleName.CONTRACT_MANAGER),
        lambda desk: desk.silence[SilenceKind.NO_OWNER] + desk.silence[SilenceKind.OWNER_LEFT],
        ("promise is nobody’s business", "promises are nobody’s business"),
        "Nobody looks after it, or whoever did has left.",
        "Name somebody",
        _silence(SilenceKind.NO_OWNER),
    ),
    Line(
        _may(Action.SETTLE_CONCERN),
        _concerns(ConcernStatus.HELD),
        ("story is held back", "stories are held back"),
        "Nobody else can read them until you settle the concern.",
        "See what is held",
        _page("safeguarding.list_"),
    ),
    Line(
        _plays(RoleName.CONTRIBUTOR),
        lambda desk: len(desk.declined_lately),
        ("story of yours was declined", "stories of yours were declined"),
        _why_declined,
        "Read why",
        lambda desk: url_for("intake.show", submission_id=desk.declined_lately[-1].public_id),
    ),
    Line(
        _may(Action.SUBMIT_STORY),
        lambda desk: len(list_drafts(desk.session, desk.actor)),
        ("draft is unfinished", "drafts are unfinished"),
        "Only you can see a draft.",
        "Go on writing",
        _page("intake.drafts"),
    ),
    Line(
        _plays(RoleName.CONTRIBUTOR),
        lambda desk: count_unasked(desk.session, uncovered_scope(desk.actor)),
        (
            "claim is made of a story you sent, and its storyteller was not asked",
            "claims are made of stories you sent, and their storytellers were not asked",
        ),
        "Somebody set their words beside a promise. They know best whether that is right.",
        "Ask them",
        _page("verification.unasked"),
    ),
    Line(
        _only_sends,
        _submissions(SubmissionStatus.WAITING),
        ("story is on its way", "stories are on their way"),
        "A contract manager reads each one before anybody else can. You need do nothing.",
        "See them",
        _page("intake.list_"),
    ),
)
