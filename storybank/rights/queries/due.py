"""How what has been kept long enough is found, kind by kind. In SQL, past the words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlmodel import Session, col

from storybank.accounts.permissions import RoleName
from storybank.accounts.queries import organisations_with
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.db import UtcDateTime
from storybank.intake.models import Consent, ConsentEvent, Submission, SubmissionStatus
from storybank.linking.models import EvidenceLink
from storybank.rights.models import LegalHold, RetentionKind, RetentionRule
from storybank.rights.rules.retention import KEPT
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.safeguarding.queries import held_by_concern
from storybank.stories.models import Story, StoryStatus
from storybank.telling.models import Call, Telling
from storybank.verification.models import Verification

AGE, PERMISSION, CHECKED = "age", "permission", "checked"


class Ask(NamedTuple):
    """How one kind of thing is found."""

    key: Any
    public_id: Any
    since: Any
    because: ColumnElement[str]
    keeper: Any
    tables: Any
    due: ColumnElement[bool]
    kept: ColumnElement[bool]


def keeper_of_submission() -> ColumnElement[int]:
    """Whose rules hold for a submission that is joined, perhaps, with its contract, in SQL."""
    return func.coalesce(col(Contract.organisation_id), col(Submission.organisation_id))


@dataclass(frozen=True)
class Terms:
    """Every organisation's rules, and the moment that is asked about."""

    rules: dict[RetentionKind, dict[int, int]]
    now: datetime

    def days(self, kind: RetentionKind, keeper_id: int) -> int:
        """How long this organisation keeps this kind."""
        return self.rules[kind].get(keeper_id, KEPT[kind].days)

    def before(self, kind: RetentionKind, keeper: Any, *, day: bool = False) -> Any:
        """The moment or day before which a thing is due, by its keeper's rule."""

        def moment(days: int) -> Any:
            then = self.now - timedelta(days=days)
            return literal(then.date(), Date()) if day else literal(then, UtcDateTime())

        default = moment(KEPT[kind].days)
        own = [(keeper == one, moment(days)) for one, days in self.rules[kind].items()]
        return case(*own, else_=default) if own else default


def load_terms(session: Session) -> Terms:
    """Every organisation's own rules, in one statement, and now."""
    found: dict[RetentionKind, dict[int, int]] = {kind: {} for kind in RetentionKind}
    for kind, keeper, days in session.execute(
        select(
            col(RetentionRule.kind), col(RetentionRule.organisation_id), col(RetentionRule.days)
        ).order_by(col(RetentionRule.id))
    ):
        found[kind][keeper] = days
    return Terms(found, clock.now())


def mine(actor: Actor, keeper: Any) -> ColumnElement[bool]:
    """True for what this actor looks after, by the organisation that keeps it.

    Their own organisation's, and that of organisations in which nobody has this part.
    """
    if actor.everywhere:
        return true()
    looked_after_by = organisations_with(RoleName.DATA_PROTECTION_OFFICER)
    return or_(keeper == actor.organisation_id, keeper.not_in(looked_after_by))


def _held(submission_id: Any) -> ColumnElement[bool]:
    """Whether a legal hold or a concern keeps a submission."""
    legal = exists().where(
        col(LegalHold.submission_id) == submission_id, col(LegalHold.lifted_at).is_(None)
    )
    return or_(legal, held_by_concern(submission_id))


def _of_submissions(
    terms: Terms, kind: RetentionKind, status: SubmissionStatus, since: Any, *more: Any
) -> Ask:
    keeper = keeper_of_submission()
    return Ask(
        key=col(Submission.id),
        public_id=col(Submission.public_id),
        since=since,
        because=literal(AGE),
        keeper=keeper,
        tables=_submissions(),
        due=and_(col(Submission.status) == status, since < terms.before(kind, keeper), *more),
        kept=_held(col(Submission.id)),
    )


def _submissions() -> Any:
    table = Submission.__table__  # type: ignore[attr-defined]
    return table.outerjoin(Contract, col(Contract.id) == Submission.contract_id)


def _of_stories(kind: RetentionKind, since: Any, because: Any, due: ColumnElement[bool]) -> Ask:
    """Found by the stories alone: what was received is long, and is not read for this."""
    table = Story.__table__  # type: ignore[attr-defined]
    return Ask(
        key=col(Story.submission_id),
        public_id=col(Story.public_id),
        since=since,
        because=because,
        keeper=_keeper_of_story(),
        tables=table.outerjoin(Contract, col(Contract.id) == Story.contract_id),
        due=due,
        kept=_held(col(Story.submission_id)),
    )


def _keeper_of_story() -> ColumnElement[int]:
    return func.coalesce(col(Contract.organisation_id), col(Story.organisation_id))


def _drafts(terms: Terms) -> Ask:
    since = col(Submission.received_at)
    return _of_submissions(terms, RetentionKind.DRAFT, SubmissionStatus.DRAFT, since)


def _declined(terms: Terms) -> Ask:
    since = col(Submission.decided_at)
    return _of_submissions(terms, RetentionKind.DECLINED, SubmissionStatus.DECLINED, since)


def _consents(terms: Terms) -> Ask:
    said = exists().where(col(ConsentEvent.submission_id) == Submission.id)
    since = col(Submission.erased_at)
    return _of_submissions(terms, RetentionKind.CONSENT, SubmissionStatus.ERASED, since, said)


def _originals(terms: Terms) -> Ask:
    kind, since = RetentionKind.ORIGINAL, col(Story.accepted_at)
    checked = col(Story.id).in_(
        select(col(EvidenceLink.story_id)).join(
            Verification, col(Verification.link_id) == EvidenceLink.id
        )
    )
    gone = select(col(Submission.id)).where(col(Submission.original_gone_at).is_not(None))
    due = and_(
        col(Story.status) == StoryStatus.ACCEPTED,
        or_(since < terms.before(kind, _keeper_of_story()), checked),
        col(Story.submission_id).not_in(gone),
    )
    return _of_stories(kind, since, case((checked, CHECKED), else_=AGE), due)


def _whole_stories(terms: Terms) -> Ask:
    kind, today = RetentionKind.STORY, terms.now.date()
    accepted = type_coerce(func.date(col(Story.accepted_at)), Date)
    since = func.coalesce(col(Contract.ends_on), accepted)
    taken_back = select(col(Submission.id)).where(
        col(Submission.taken_back_at).is_not(None), col(Submission.erased_at).is_(None)
    )
    lapsed = _lapsed(today)
    due = and_(
        col(Story.status).in_((StoryStatus.ACCEPTED, StoryStatus.HELD)),
        or_(since < terms.before(kind, _keeper_of_story(), day=True), lapsed),
        col(Story.submission_id).not_in(taken_back),
    )
    return _of_stories(kind, since, case((lapsed, PERMISSION), else_=AGE), due)


def _lapsed(today: date) -> ColumnElement[bool]:
    """Whether the last permission of a story has run out or was taken back.

    Looked for among the few of which one has, so that not every story is asked.
    """
    run_out = select(col(Consent.submission_id)).where(col(Consent.expires_on) < today)
    ended = select(col(Consent.submission_id)).where(col(Consent.withdrawn_at).is_not(None))
    live = exists().where(
        col(Consent.submission_id) == Story.submission_id,
        col(Consent.withdrawn_at).is_(None),
        or_(col(Consent.expires_on).is_(None), col(Consent.expires_on) >= today),
    )
    return and_(col(Story.submission_id).in_(run_out.union(ended)), ~live)


def _concerns(terms: Terms) -> Ask:
    keeper = keeper_of_submission()
    since = col(Concern.decided_at)
    table = Concern.__table__  # type: ignore[attr-defined]
    legal = exists().where(
        col(LegalHold.submission_id) == Submission.id, col(LegalHold.lifted_at).is_(None)
    )
    return Ask(
        key=col(Concern.id),
        public_id=col(Concern.public_id),
        since=since,
        because=literal(AGE),
        keeper=keeper,
        tables=table.join(Submission, col(Submission.id) == Concern.submission_id).outerjoin(
            Contract, col(Contract.id) == Submission.contract_id
        ),
        due=and_(
            col(Concern.status) == ConcernStatus.CLEARED,
            col(Concern.reason) != "",
            since < terms.before(RetentionKind.CONCERN, keeper),
        ),
        kept=legal,
    )


def _tellings(terms: Terms) -> Ask:
    keeper = col(Call.organisation_id)
    since = col(Telling.saved_at)
    table = Telling.__table__  # type: ignore[attr-defined]
    return Ask(
        key=col(Telling.id),
        public_id=col(Telling.public_id),
        since=since,
        because=literal(AGE),
        keeper=keeper,
        tables=table.join(Call, col(Call.id) == Telling.call_id),
        due=since < terms.before(RetentionKind.TELLING, keeper),
        kept=literal(False),
    )


ASKS: dict[RetentionKind, Callable[[Terms], Ask]] = {
    RetentionKind.TELLING: _tellings,
    RetentionKind.DRAFT: _drafts,
    RetentionKind.DECLINED: _declined,
    RetentionKind.ORIGINAL: _originals,
    RetentionKind.STORY: _whole_stories,
    RetentionKind.CONSENT: _consents,
    RetentionKind.CONCERN: _concerns,
}
