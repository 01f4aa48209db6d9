"""The desk of a signed-in person: what lines of work look at, and how one line is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from flask import url_for
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts
from storybank.core import clock
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import count_submissions, list_submissions
from storybank.reviews.ledger import Standing, list_standings
from storybank.reviews.silence import SilenceKind, count_silence
from storybank.rights.queries.retention import count_due
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.safeguarding.queries import count_by_status, count_overdue, list_concerns
from storybank.stories.rules import Scope, reading_scope

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
    def concerns(self) -> dict[ConcernStatus, int]:
        """How many concerns of each status are this lead's."""
        return count_by_status(self.session, self.actor)

    @cached_property
    def overdue_concerns(self) -> int:
        """How many concerns somebody should have decided on, or looked at again, by now."""
        return count_overdue(self.session, self.actor)

    @cached_property
    def due_to_go(self) -> int:
        """How much has been kept long enough, of what this officer looks after."""
        return sum(one.free for one in count_due(self.session, self.actor).values())

    @cached_property
    def oldest_concern(self) -> Concern:
        """The concern that the safeguarding lead must decide on first; there is one."""
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
