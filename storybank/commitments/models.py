"""The promises: contracts, their commitments, how these were changed, and what was delivered."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class ContractKind(StrEnum):
    """Whether something is bought or given."""

    CONTRACT = "contract"
    GRANT = "grant"


class ContractCategory(StrEnum):
    """What is bought; the words of OCDS's ``mainProcurementCategory``."""

    GOODS = "goods"
    WORKS = "works"
    SERVICES = "services"


class Regime(StrEnum):
    """The law a contract was let under; it decides whether yearly ratings are owed."""

    PROCUREMENT_ACT_2023 = "procurement_act_2023"
    LIGHT_TOUCH = "light_touch"
    PCR_2015 = "pcr_2015"
    OTHER = "other"


class Contract(Row, table=True):
    """An agreement with a supplier, or a grant, run by one organisation.

    ``ends_on`` is the end as it stands, ``may_extend_to`` the last day extensions could reach.
    ``is_people_service``: the value lies in the service itself ("stewardship"), so promises are
    inherent unless said otherwise. ``framework_id`` is the edition it was let under.
    ``supplier_identifier`` is the supplier's number in a register (such as GB-COH:01234567), by
    which it is known under any spelling. ``imported`` is what the file last taken in said, as
    text by name: what differs from it was changed here by a person.
    """

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        CheckConstraint("value IS NULL OR value >= 0", "value"),
    )

    organisation_id: int = Field(foreign_key="organisation.id")
    supplier_organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", index=True
    )
    owner_id: int | None = Field(default=None, foreign_key="user_account.id")
    reference: str
    title: str
    buyer: str
    supplier: str
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    kind: ContractKind = ContractKind.CONTRACT
    category: ContractCategory | None = None
    regime: Regime | None = None
    is_people_service: bool = False
    department: str = Field(default="", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    framework_id: int | None = Field(default=None, foreign_key="framework.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="user_account.id")
    may_extend_to: date | None = None
    signed_on: date | None = None
    ask: str = ""
    lots: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    ocid: str = Field(default="", index=True)
    ocds_id: str = ""
    supplier_identifier: str = Field(default="", index=True)
    imported: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class CommitmentKind(StrEnum):
    """What a promise is of: things done, lives changed, or both (N98)."""

    OUTPUT = "output"
    OUTCOME = "outcome"
    BOTH = "both"


class Additionality(StrEnum):
    """Whether a promise lies in the service itself or comes on top of it."""

    INHERENT = "inherent"
    ADDITIONAL = "additional"


class Commitment(Row, table=True):
    """One promise in a contract.

    ``tender_quantity`` is what was offered at tender, ``quantity`` what the contract says now.
    ``descriptors`` are the words of the points 0 to 5 of a promise that is not counted.
    ``withdrawn_on``: the promise was taken out of the contract; it stays on record.
    ``imported`` is what the file last taken in said of it, as text by name.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("contract_id", "ref"),
        CheckConstraint("quantity IS NULL OR quantity >= 0", "quantity"),
        CheckConstraint("tender_quantity IS NULL OR tender_quantity >= 0", "tender_quantity"),
    )

    contract_id: int = Field(foreign_key="contract.id")
    position: int
    ref: str
    text: str
    quantity: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    unit: str = ""
    due_on: date | None = None
    owner_id: int | None = Field(default=None, foreign_key="user_account.id")
    tender_quantity: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    kind: CommitmentKind | None = None
    additionality: Additionality | None = None
    beneficiaries: str = ""
    baseline: str = ""
    story_question: str = ""
    verifiable_by: str = ""
    verifiable_from: str = ""
    descriptors: list[str] = Field(default_factory=list, sa_type=JSON)
    withdrawn_on: date | None = None
    ocds_id: str = ""
    imported: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class CommitmentTheme(Row, table=True):
    """A theme that a commitment is meant to bear on."""

    __tablename__ = "commitment_theme"
    __table_args__ = (UniqueConstraint("commitment_id", "code_id"),)

    commitment_id: int = Field(foreign_key="commitment.id")
    code_id: int = Field(foreign_key="code.id", index=True)


class CommitmentItem(Row, table=True):
    """An item of a framework that a commitment answers."""

    __tablename__ = "commitment_item"
    __table_args__ = (UniqueConstraint("commitment_id", "item_id"),)

    commitment_id: int = Field(foreign_key="commitment.id")
    item_id: int = Field(foreign_key="framework_item.id", index=True)


class CommitmentSignature(Row, table=True):
    """That the wording of a commitment was looked at, and in which way."""

    __tablename__ = "commitment_signature"

    commitment_id: int = Field(foreign_key="commitment.id", unique=True)
    signed_by: str


class CommitmentBand(SQLModel, table=True):
    """One of the numbers that a commitment's wording boils down to; like ones share some."""

    __tablename__ = "commitment_band"

    value: int = Field(primary_key=True, sa_type=BigInteger)
    commitment_id: int = Field(primary_key=True, foreign_key="commitment.id", index=True)


class ChangeStatus(StrEnum):
    """What became of a change of a promise; a lowering waits for a second person."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class CommitmentChange(Row, table=True):
    """A change of a promise, proposed by one person; rows are only ever added, and decided once.

    ``before`` and ``after`` hold what changes, as text by name. ``lowers``: less is promised
    afterwards, or later, or the promise is taken out.
    """

    __tablename__ = "commitment_change"
    __table_args__ = (
        Index("ix_commitment_change_commitment", "commitment_id", "id"),
        Index("ix_commitment_change_status", "status", "id"),
    )

    commitment_id: int = Field(foreign_key="commitment.id")
    status: ChangeStatus
    lowers: bool
    reason: str
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    proposed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    proposed_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str = ""


class Delivery(Row, table=True):
    """What the supplier reports to have done in a period.

    An amount in the commitment's unit, or points 0 to 5 where it is not counted.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", "period"),
        CheckConstraint("quantity IS NULL OR quantity >= 0", "quantity"),
        CheckConstraint("points IS NULL OR (points >= 0 AND points <= 5)", "points"),
        CheckConstraint("quantity IS NOT NULL OR points IS NOT NULL", "something"),
    )

    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    from_on: date
    to_on: date
    quantity: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    points: int | None = None
    source: str
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")
