"""What people say of promises, added up: passages, those who told them, and what was found of it.

Only what a person confirmed counts, only within the reader's scope, and never a story told for
learning only. One SQL statement each, however many promises there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, true
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.intake.queries import consented
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.service import WITHDRAWN
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.verification.models import Finding, Verification

UNCHECKED_AFTER = timedelta(days=30)
"""How long a passage may wait for a verifier before it is said: a month is what a busy verifier
needs, and people still remember what they were asked about."""

FEW = 1_500
"""Promises up to this number are looked up one by one; for more it is faster to read every link,
in the order they lie in, and leave out what was not asked for."""

UPHELD = (Finding.UPHELD, Finding.PARTLY_UPHELD)


class Evidence(NamedTuple):
    """What stands to one promise's account. A plain tuple: there may be thousands on a page.

    ``passages`` and ``people`` speak for it, ``contradicting`` passages against it. The findings
    are on passages of either stance; ``upheld_against`` of those upheld, wholly or partly, speak
    against it. ``overdue`` of those without a finding have waited too long.
    """

    passages: int = 0
    people: int = 0
    contradicting: int = 0
    upheld: int = 0
    partly: int = 0
    not_upheld: int = 0
    could_not_tell: int = 0
    upheld_against: int = 0
    overdue: int = 0

    @property
    def heard(self) -> int:
        """Passages for and against."""
        return self.passages + self.contradicting

    @property
    def checked(self) -> int:
        """Passages that somebody independent looked at, whatever came of it."""
        return self.upheld + self.partly + self.not_upheld + self.could_not_tell

    @property
    def verified(self) -> int:
        """Passages for it that were upheld, wholly or partly: what makes a promise verified."""
        return self.upheld + self.partly - self.upheld_against

    @property
    def waiting(self) -> int:
        """Passages that nobody independent has looked at."""
        return self.heard - self.checked


NOTHING = Evidence()


def evidence_of(
    session: Session, scope: Scope, commitment_ids: Collection[int] | None = None
) -> dict[int, Evidence]:
    """Evidence by commitment; those without any are left out. All of them where none are named."""
    counted: Any = select(  # type: ignore[call-overload]
        EvidenceLink.commitment_id,
        _number(EvidenceLink.stance == Stance.SUPPORTS),
        func.count(
            func.distinct(case((col(EvidenceLink.stance) == Stance.SUPPORTS, Story.contributor_id)))
        ),
        _number(EvidenceLink.stance == Stance.CONTRADICTS),
        *(
            _number(Verification.finding == finding)
            for finding in (
                Finding.UPHELD,
                Finding.PARTLY_UPHELD,
                Finding.NOT_UPHELD,
                Finding.COULD_NOT_TELL,
            )
        ),
        _number(
            col(Verification.finding).in_(UPHELD) & (col(EvidenceLink.stance) == Stance.CONTRADICTS)
        ),
        _number(_overdue()),
    )
    rows = session.exec(
        counted.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(_among(commitment_ids), EvidenceLink.status == LinkStatus.CONFIRMED, counting(scope))
        .group_by(col(EvidenceLink.commitment_id))
    )
    return {number: Evidence(*counts) for number, *counts in rows}


def overdue_since(
    session: Session, scope: Scope, commitment_ids: Collection[int]
) -> dict[int, datetime]:
    """Since when the oldest passage that waited too long for a verifier has waited."""
    query: Any = select(EvidenceLink.commitment_id, func.min(EvidenceLink.made_at))
    rows = session.exec(
        query.join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(
            col(EvidenceLink.commitment_id).in_(commitment_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            _overdue(),
            counting(scope),
        )
        .group_by(col(EvidenceLink.commitment_id))
    )
    return dict(rows.all())


def suggested_of(session: Session, scope: Scope, commitment_ids: Collection[int]) -> dict[int, int]:
    """How many suggested passages wait for a person, by commitment. They count for nothing."""
    rows = session.exec(
        select(EvidenceLink.commitment_id, func.count())
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(_among(commitment_ids), EvidenceLink.status == LinkStatus.SUGGESTED, counting(scope))
        .group_by(col(EvidenceLink.commitment_id))
    )
    return dict(rows.all())


def people_against_of(
    session: Session, scope: Scope, commitment_ids: Collection[int]
) -> dict[int, int]:
    """How many people speak against a promise, by commitment, as ``people`` speak for it."""
    rows = session.exec(
        select(EvidenceLink.commitment_id, func.count(func.distinct(col(Story.contributor_id))))
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            _among(commitment_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            EvidenceLink.stance == Stance.CONTRADICTS,
            counting(scope),
        )
        .group_by(col(EvidenceLink.commitment_id))
    )
    return dict(rows.all())


def gone_of(session: Session, commitment_ids: Collection[int] | None = None) -> dict[int, int]:
    """How many passages counted once and went because the storyteller said no, by commitment.

    Numbers only, the same for every reader: the words are nobody's to read any more.
    """
    allowed = consented(col(Story.submission_id), Purpose.CONTRACT_MANAGEMENT, clock.today())
    rows = session.exec(
        select(EvidenceLink.commitment_id, func.count())
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            _among(commitment_ids),
            EvidenceLink.status == LinkStatus.VOID,
            col(EvidenceLink.made_at).is_not(None),
            not_(col(Story.learning_only)),
            # Before reasons were kept, a permission that is gone tells.
            or_(
                col(EvidenceLink.void_because) == WITHDRAWN,
                and_(col(EvidenceLink.void_because) == "", not_(allowed)),
            ),
        )
        .group_by(col(EvidenceLink.commitment_id))
    )
    return dict(rows.all())


def count_people_heard(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, int]:
    """How many different people spoke of a contract's promises, for or against.

    The people of its promises cannot be added up: one person may speak of several.
    """
    # Said so, the links of these promises are looked up, and not all of them gone through.
    own = select(Commitment.id).where(col(Commitment.contract_id).in_(contract_ids))
    rows = session.exec(
        select(Commitment.contract_id, func.count(func.distinct(col(Story.contributor_id))))
        .select_from(EvidenceLink)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            col(EvidenceLink.commitment_id).in_(own),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            counting(scope),
        )
        .group_by(col(Commitment.contract_id))
    )
    heard: dict[int, int] = defaultdict(int)
    heard.update(rows.all())
    return heard


def counting(scope: Scope) -> ColumnElement[bool]:
    """True for the stories that count as evidence for a reader of this scope, in SQL."""
    return readable(scope) & not_(col(Story.learning_only))


def _among(commitment_ids: Iterable[int] | None) -> ColumnElement[bool]:
    wanted = None if commitment_ids is None else set(commitment_ids)
    if wanted is None or len(wanted) > FEW:
        return true()
    return col(EvidenceLink.commitment_id).in_(wanted)


def _overdue() -> ColumnElement[bool]:
    unchecked = col(Verification.id).is_(None)
    return unchecked & (col(EvidenceLink.made_at) < clock.now() - UNCHECKED_AFTER)


def _number(which: Any) -> Any:
    return func.count(case((which, 1)))
