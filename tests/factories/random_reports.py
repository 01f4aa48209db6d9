"""Small banks by chance, for counting reports again: every state that a report must tell apart."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.commitments.models import Commitment, CommitmentTheme, Contract
from storybank.core import clock
from storybank.frameworks.models import Framework
from storybank.intake.models import Consent, Purpose, StoryKind
from storybank.places.models import Place
from storybank.publishing.models import Publication
from storybank.reports.models import BudgetNarrative, ReportKind
from storybank.reports.rules import KINDS, About, Asked, Period
from storybank.stories.models import Story, StoryStatus, StoryVersion
from tests.bench.promises_bank import Sizes, build

SIZES = Sizes(
    contracts=5,
    commitments=14,
    stories=60,
    links=150,
    findings=40,
    deliveries=12,
    wards=6,
    codings=170,
)


def fill(bank: Bank, seed: int) -> Actor:
    """Fill a bank by chance; returns its contract manager."""
    manager, _ = build(bank, SIZES, seed)
    dice = random.Random(seed)
    with bank.database.transaction() as session:
        _spoil(session, dice)
        _allow_more(session, dice)
        _publish(session, dice)
        _aim(session, dice)
        return actor_of(session.get_one(User, manager.id))


def asked_by_chance(session: Session, dice: random.Random, kind: ReportKind) -> Asked:
    """A report of this kind about whatever it can be about, for any purpose it is made for."""
    terms = KINDS[kind]
    about: dict[str, Any] = {}
    for one in terms.about:
        if "contract" in about:
            break  # a contract is narrow enough, and need not lie in a place chosen by chance
        if one in terms.needs or dice.random() < 0.3:
            about[one.value] = _chosen(session, dice, one)
    today = clock.today()
    first = today - timedelta(days=dice.randrange(900)) if dice.random() < 0.4 else None
    return Asked(
        kind=kind, purpose=dice.choice(terms.purposes), period=Period(first, None), **about
    )


def _chosen(session: Session, dice: random.Random, about: About) -> Any:
    contracts = session.exec(select(Contract).order_by(col(Contract.id))).all()
    if about is About.CONTRACT:
        return dice.choice(contracts)
    if about is About.SUPPLIER:
        return dice.choice(contracts).supplier
    if about is About.DEPARTMENT:
        return dice.choice(contracts).department
    if about is About.PLACE:
        return dice.choice(session.exec(select(Place).order_by(col(Place.id))).all())
    return session.exec(select(Framework).where(Framework.slug == "bench")).one()


def _spoil(session: Session, dice: random.Random) -> None:
    """Some stories are held, edited since, waiting for their teller's yes, moved, or undated."""
    contracts = list(session.exec(select(Contract.id).order_by(col(Contract.id))))
    for story in session.exec(select(Story).order_by(col(Story.id))).all():
        chance = dice.random()
        story.kind = dice.choice(list(StoryKind))
        if chance < 0.08:
            story.status = StoryStatus.HELD
        elif chance < 0.16:
            story.prepared_version = 0
        elif chance < 0.24:
            story.wants_check = True
            story.checked_version = dice.choice([0, 1])
        elif chance < 0.34:
            story.contract_id = dice.choice([*contracts, None])
        elif chance < 0.42:
            story.told_on = None
        if dice.random() < 0.2:
            story.place = dice.choice(["", "Nowhere anybody knows", "Borough"])
    for promise in session.exec(select(Commitment).order_by(col(Commitment.id))).all():
        if dice.random() < 0.25:
            promise.withdrawn_on = clock.today()
        promise.beneficiaries = dice.choice(["", "carers", "young people"])


def _allow_more(session: Session, dice: random.Random) -> None:
    """Quoting, other bodies and everybody: allowed, ended and run out by chance."""
    today = clock.today()
    rows = [
        {
            "submission_id": submission,
            "purpose": purpose,
            "given_at": clock.now(),
            "expires_on": dice.choice([None, today, today - timedelta(days=1)]),
            "withdrawn_at": dice.choice([None, None, clock.now()]),
            "method": "paper form",
        }
        for submission in session.exec(select(Story.submission_id).order_by(col(Story.id)))
        for purpose in (Purpose.QUOTATION, Purpose.OTHER_BODIES, Purpose.PUBLIC)
        if dice.random() < 0.6
    ]
    for row in rows:
        session.add(Consent(**row))


def _publish(session: Session, dice: random.Random) -> None:
    rows = session.exec(
        select(Story.id, StoryVersion.id)
        .join(StoryVersion, col(StoryVersion.story_id) == Story.id)
        .order_by(col(Story.id))
    ).all()
    for story, version in rows:
        if dice.random() < 0.7:
            down = clock.now() if dice.random() < 0.2 else None
            session.add(Publication(story_id=story, story_version_id=version, taken_down_at=down))


def _aim(session: Session, dice: random.Random) -> None:
    """Promises are meant for themes; departments say something of their year."""
    codes = [
        number for (number,) in session.connection().exec_driver_sql("SELECT id FROM code").all()
    ]
    for promise in session.exec(select(Commitment.id).order_by(col(Commitment.id))).all():
        for code in dice.sample(codes, dice.randrange(3)):
            session.add(CommitmentTheme(commitment_id=promise, code_id=code))
    year = clock.today().year - (clock.today().month < 4)
    contract = session.exec(select(Contract)).first()
    assert contract is not None
    for department in set(session.exec(select(Contract.department))):
        session.add(
            BudgetNarrative(
                organisation_id=contract.organisation_id,
                department=department,
                year=year,
                words="A year of small steps.",
            )
        )
