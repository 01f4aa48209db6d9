"""One of everything that a contract is run with, each with words of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, CommitmentChange, Contract, Delivery
from storybank.core import clock
from storybank.frameworks import service as frameworks
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.linking.models import EvidenceLink
from storybank.places import service as places
from storybank.places.models import Place, PlaceLevel
from storybank.reviews import service as reviews
from storybank.reviews.models import (
    Effect,
    EffectFinding,
    Pillar,
    Pledge,
    RatingWord,
    Review,
    ReviewAction,
    Shortfall,
    Side,
)
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from storybank.verification import service as verification
from storybank.verification.models import (
    AskedHow,
    MemberAnswer,
    Selection,
    SelectionPanel,
    SelectionRound,
    VerificationRound,
)
from storybank.verification.service import panels
from tests.factories.two_authorities import World, word

# The ids in addresses, and what they are of: each side's, the first side's first.
RUNNING: dict[str, type[Any]] = {
    "action_id": ReviewAction,
    "change_id": CommitmentChange,
    "delivery_id": Delivery,
    "effect_id": Effect,
    "panel_id": SelectionPanel,
    "place_id": Place,
    "pledge_id": Pledge,
    "review_id": Review,
    "round_id": VerificationRound,
    "selection_id": Selection,
    "shortfall_id": Shortfall,
    "sitting_id": SelectionRound,
}
PLACE = "Moor End"


class Desk:
    """Where one side's contract is run: its people and rows, in one session."""

    def __init__(self, session: Session, world: World, side: str) -> None:
        self.session, self.side, self.today = session, side, clock.today()
        self.manager = actor_of(world.people[side, "contract_manager"])
        self.verifier = actor_of(world.people["ba"["ab".index(side)], "verifier"])  # independent
        self.contract = session.get_one(Contract, world.contracts[side].key)
        self.promise = session.exec(
            select(Commitment).where(Commitment.contract_id == self.contract.key)
        ).one()
        told = world.submissions[side, "accepted"].key
        self.story = session.exec(select(Story).where(Story.submission_id == told)).one()
        self.link = session.exec(
            select(EvidenceLink).where(EvidenceLink.story_id == self.story.key)
        ).first()

    def says(self, what: str) -> str:
        """Words of this side's that are found nowhere else."""
        return f"About {word(self.side, what, 'record')} here."


def run_contracts(world: World) -> None:
    """Run both sides' contracts, and note the ids of what that makes."""
    with world.bank.database.transaction() as session:
        terms = places.PlaceTerms(level=PlaceLevel.AREA, name=PLACE)
        place = places.add_place(session, Actor.operator(), terms=terms)
        for side in "ab":
            desk = Desk(session, world, side)
            let(desk, place)
            change(desk)
            review(desk)
            check(desk)
            choose(desk)
    with world.bank.database.reading() as session:
        charters = select(Framework).where(Framework.kind == FrameworkKind.CHARTER)
        kept = session.exec(charters.order_by(col(Framework.id))).all()
        world.ids["framework_id"] = [one.public_id for one in kept]
        asked = select(FrameworkItem.public_id).where(
            col(FrameworkItem.framework_id).in_([one.key for one in kept])
        )
        world.ids["item_id"] = list(session.exec(asked.order_by(col(FrameworkItem.id))))
        for name, kind in RUNNING.items():
            ids = session.exec(select(kind.public_id).order_by(kind.id)).all()
            world.ids[name] = [ids[0], ids[-1]][: len(ids)]


def let(desk: Desk, place: Place) -> None:
    """The contract is let under a charter of its place, and its promise answers what was asked."""
    session, actor = desk.session, desk.manager
    terms = frameworks.CharterTerms(
        title=desk.says("charter"), edition="2026", place_id=place.key, agreed_on=desk.today
    )
    charter = frameworks.make_charter(session, actor, terms=terms)
    asked = frameworks.add_item(session, actor, framework=charter, name=desk.says("priority"))
    commitments.change_contract(
        session,
        actor,
        contract=desk.contract,
        terms=replace(
            commitments.contract_terms_of(session, desk.contract),
            title=desk.says("contract"),
            place=place,
            framework=charter,
        ),
        owner=None,
    )
    commitments.propose_change(
        session,
        actor,
        commitment=desk.promise,
        terms=replace(
            commitments.terms_of(session, desk.promise),
            text=desk.promise.text + " " + desk.says("promise"),
            items=[asked],
        ),
        owner=None,
        reason=desk.says("reworded"),
    )


def change(desk: Desk) -> None:
    """The supplier reports, and a lowering waits for a second person."""
    session, actor = desk.session, desk.manager
    commitments.record_delivery(
        session,
        actor,
        commitment=desk.promise,
        from_on=desk.today - timedelta(days=30),
        to_on=desk.today,
        source=desk.says("return"),
        quantity=Decimal(3),
    )
    commitments.propose_change(
        session,
        actor,
        commitment=desk.promise,
        terms=replace(commitments.terms_of(session, desk.promise), quantity=Decimal(5)),
        owner=None,
        reason=desk.says("lowered"),
    )


def review(desk: Desk) -> None:
    """Reviews, what was agreed, what is missing, pledged, rated and foreseen."""
    session, actor, contract, today = desk.session, desk.manager, desk.contract, desk.today
    owner = session.get_one(Organisation, contract.organisation_id)
    reviews.set_calendar(session, actor, contract=contract, every_months=3, first_on=today)
    reviews.agree_action(
        session,
        actor,
        contract=contract,
        text=desk.says("agreed"),
        side=Side.BOTH,
        owner="Ann",
        due_on=today,
    )
    reviews.note_check_in(
        session,
        actor,
        contract=contract,
        held_on=today,
        spoke_to="Ann",
        note=desk.says("checkin"),
    )
    reviews.notice_shortfall(
        session, actor, commitment=desk.promise, noticed_on=today, notice=desk.says("missing")
    )
    reviews.make_pledge(
        session,
        actor,
        organisation=owner,
        made_by="Ann",
        text=desk.says("pledge"),
        made_on=today,
        contract=contract,
    )
    reviews.rate(
        session,
        actor,
        reading_scope(actor),
        contract=contract,
        word=RatingWord.GOOD,
        from_on=today - timedelta(days=30),
        to_on=today,
        reason=desk.says("rated"),
        footnotes=[desk.link] if desk.link else [],
    )
    reviews.write_handover(session, actor, contract=contract, note=desk.says("handover"))
    foresee(desk)


def foresee(desk: Desk) -> None:
    """An effect is foreseen, and held against a story."""
    effect = reviews.foresee_effect(
        desk.session,
        desk.manager,
        contract=desk.contract,
        group="Carers",
        pillar=Pillar.SOCIAL,
        is_positive=True,
        text=desk.says("foreseen"),
    )
    reviews.check_effect(
        desk.session,
        desk.manager,
        reading_scope(desk.manager),
        effect=effect,
        finding=EffectFinding.HAPPENED,
        story=desk.story,
    )


def check(desk: Desk) -> None:
    """A verifier of elsewhere draws a round; that of the second side is on the register."""
    session, actor = desk.session, desk.verifier
    verification.declare_interest(
        session,
        actor,
        contract=desk.contract,
        has_conflict=False,
        statement=desk.says("interest"),
    )
    round_ = verification.draw_round(
        session, actor, contract=desk.contract, seed="4 8 15 16 23 42", size=1
    )
    if desk.side == "b":
        verification.close_round(session, actor, round_=round_, note="Nobody was in.")
    assert desk.link
    verification.record_member_check(
        session,
        desk.manager,
        link=desk.link,
        answer=MemberAnswer.PARTLY_RIGHT,
        how=AskedHow.PHONE,
        asked_on=desk.today,
        note=desk.says("answer"),
    )


def choose(desk: Desk) -> None:
    """A panel sits over a story and chooses it."""
    session, actor = desk.session, desk.manager
    terms = panels.PanelTerms(desk.says("panel"), desk.says("question"), ["Health"], desk.contract)
    panel = panels.open_panel(session, actor, terms=terms)
    sitting = panels.hold_sitting(
        session, actor, panel=panel, held_on=desk.today, sat=desk.says("sat")
    )
    (selection,) = panels.put_before(
        session, actor, sitting=sitting, panel=panel, stories=[desk.story], domain="Health"
    )
    panels.choose(
        session,
        actor,
        selection=selection,
        sitting=sitting,
        panel=panel,
        is_chosen=True,
        reason=desk.says("chosen"),
    )
