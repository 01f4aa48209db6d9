"""Running a contract: reviews, actions, ratings, shortfalls, pledges, the impact screen."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class ReviewKind(StrEnum):
    """What a meeting is for."""

    QUARTERLY = "quarterly"
    ANNUAL = "annual"
    MID_TERM = "mid_term"
    CLOSING = "closing"
    EXTRA = "extra"


class ReviewCalendar(Row, table=True):
    """How often a contract is reviewed."""

    __tablename__ = "review_calendar"
    __table_args__ = (CheckConstraint("every_months >= 1 AND every_months <= 24", "every_months"),)

    contract_id: int = Field(foreign_key="contract.id", unique=True)
    every_months: int
    first_on: date


class Review(Row, table=True):
    """A meeting about a contract, due or held. ``agenda`` is frozen when it is held."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_contract_due", "contract_id", "due_on"),
        Index("ix_review_due", "held_on", "due_on"),
    )

    contract_id: int = Field(foreign_key="contract.id")
    kind: ReviewKind
    due_on: date
    held_on: date | None = None
    attended: str = ""
    notes: str = ""
    agenda: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class Side(StrEnum):
    """Who has to do something."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    BOTH = "both"


class ReviewAction(Row, table=True):
    """Something agreed, with an owner on one side or both (N91)."""

    __tablename__ = "review_action"
    __table_args__ = (Index("ix_review_action_contract", "contract_id", "done_on", "due_on"),)

    contract_id: int = Field(foreign_key="contract.id")
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    commitment_id: int | None = Field(default=None, foreign_key="commitment.id", index=True)
    text: str
    side: Side
    owner: str
    due_on: date
    done_on: date | None = None
    outcome: str = ""
    agreed_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class CheckIn(Row, table=True):
    """A light note between reviews: a call, an e-mail, a visit (N34)."""

    __tablename__ = "check_in"

    contract_id: int = Field(foreign_key="contract.id", index=True)
    held_on: date
    spoke_to: str
    note: str
    noted_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class RatingWord(StrEnum):
    """The words of the Procurement Act 2023, section 71 and its regulations."""

    GOOD = "good"
    APPROACHING_TARGET = "approaching_target"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    OTHER = "other"


class Rating(Row, table=True):
    """How a supplier did on a promise, or on the whole contract, in a period."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", "period"),
        Index("ix_rating_contract", "contract_id", "to_on"),
    )

    contract_id: int = Field(foreign_key="contract.id")
    commitment_id: int | None = Field(default=None, foreign_key="commitment.id", index=True)
    from_on: date
    to_on: date
    word: RatingWord
    reason: str
    rated_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    rated_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class RatingFootnote(Row, table=True):
    """A passage that a rating rests on."""

    __tablename__ = "rating_footnote"
    __table_args__ = (UniqueConstraint("rating_id", "link_id"),)

    rating_id: int = Field(foreign_key="rating.id")
    link_id: int = Field(foreign_key="evidence_link.id", index=True)


class ShortfallStatus(StrEnum):
    """Where a shortfall stands."""

    NOTICED = "noticed"
    PLANNED = "planned"
    REMEDIED = "remedied"
    REMEDY_TAKEN = "remedy_taken"
    DROPPED = "dropped"


class Shortfall(Row, table=True):
    """A promise not kept: the notice, the plan to put it right, and the remedy (N68)."""

    __tablename__ = "shortfall"

    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    status: ShortfallStatus
    noticed_on: date
    notice: str
    plan: str = ""
    plan_due_on: date | None = None
    remedy: str = ""
    settled_on: date | None = None
    noticed_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class PledgeResult(StrEnum):
    """What became of a pledge."""

    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    NOT_KEPT = "not_kept"


class Pledge(Row, table=True):
    """A personal promise of an officer, followed up after twelve months (N33)."""

    __tablename__ = "pledge"
    __table_args__ = (Index("ix_pledge_follow_up", "organisation_id", "follow_up_on"),)

    organisation_id: int = Field(foreign_key="organisation.id")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    made_by: str
    text: str
    made_on: date
    follow_up_on: date
    followed_up_on: date | None = None
    result: PledgeResult | None = None
    barrier: str = ""
    note: str = ""
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class Pillar(StrEnum):
    """The three kinds of well-being in the Public Services (Social Value) Act 2012."""

    ECONOMIC = "economic"
    SOCIAL = "social"
    ENVIRONMENTAL = "environmental"


class Effect(Row, table=True):
    """A line of the impact screen: what a contract may do to a group, for better or worse."""

    __tablename__ = "effect"

    contract_id: int = Field(foreign_key="contract.id", index=True)
    group: str
    pillar: Pillar
    is_positive: bool
    text: str
    mitigation: str = ""
    foreseen_on: date
    foreseen_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class EffectFinding(StrEnum):
    """What stories say of an effect that was foreseen."""

    HAPPENED = "happened"
    PARTLY = "partly"
    DID_NOT = "did_not"
    NOBODY_SAID = "nobody_said"


class EffectCheck(Row, table=True):
    """The impact screen held against what people told; the newest check counts."""

    __tablename__ = "effect_check"

    effect_id: int = Field(foreign_key="effect.id", index=True)
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    finding: EffectFinding
    note: str = ""
    checked_on: date
    checked_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class HandoverNote(Row, table=True):
    """What a newcomer must know of a contract and no table tells. The newest one counts."""

    __tablename__ = "handover_note"

    contract_id: int = Field(foreign_key="contract.id", index=True)
    note: str
    written_by_id: int | None = Field(default=None, foreign_key="user_account.id")
