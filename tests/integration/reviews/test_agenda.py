"""The agenda builds itself from what is late, contradicted, unanswered and silent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Commitment, Contract, Delivery, Regime
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Submission
from storybank.linking.models import EvidenceLink
from storybank.reviews import queries, service
from storybank.reviews.agenda import MOST_OF_A_KIND, Agenda, AgendaKind, build_agenda
from storybank.reviews.models import RatingWord, Review, ReviewKind, Side
from storybank.rights.service import withdraw_story
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from tests.factories.bank import Factory
from tests.sql_statements import counted

AGAINST = "But they have cut the bus and I cannot get to the doctor."
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def contract(make: Factory, manager: User) -> Contract:
    return make.contract(manager.organisation)


def agenda_of(session: Session, user: User, contract: Contract) -> Agenda:
    actor = actor_of(user)
    return build_agenda(
        session, actor, reading_scope(actor), session.get_one(Contract, contract.key)
    )


def on(agenda: Agenda, kind: AgendaKind) -> list[Any]:
    return [item for item in agenda.items if item.kind is kind]


def test_build_agenda_contradicted_unanswered_and_late_gravest_first(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    promise, late = (make.commitment(contract, due_on=YESTERDAY) for _ in range(2))
    story = make.story(manager, contract=contract)
    learning = make.story(manager, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 3, "connection", "worse")
    make.coding(manager, learning, 3, "connection", "worse")
    make.link(manager, story, promise, words=AGAINST, stance="contradicts")
    with bank.database.transaction() as session:
        session.get_one(Story, learning.key).learning_only = True

    with make.session() as session:
        agenda = agenda_of(session, manager, contract)
    kinds = [item.kind for item in agenda.items]
    assert kinds == sorted(kinds, key=list(AgendaKind).index)
    (against,) = on(agenda, AgendaKind.CONTRADICTED)
    # Each promise once, at its gravest, with every reason.
    assert against.public_id == promise.public_id
    assert against.why.startswith("1 passage speaks against it. It was due by")
    (unanswered,) = on(agenda, AgendaKind.UNANSWERED)
    assert unanswered.public_id == story.public_id
    assert unanswered.title == ""
    (item,) = on(agenda, AgendaKind.LATE)
    assert item.public_id == late.public_id
    assert "and nothing is reported" in item.why
    assert item.why.endswith("Nobody looks after it.")


def test_build_agenda_an_action_on_the_promise_answers_its_stories(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    promise, other = make.commitment(contract), make.commitment(contract)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 3, "connection", "need")
    make.link(manager, story, promise, words=AGAINST, stance="contradicts")

    def agree(about: Commitment) -> None:
        with bank.database.transaction() as session:
            service.agree_action(
                session,
                actor_of(manager),
                contract=session.get_one(Contract, contract.key),
                text="Put the bus back.",
                side=Side.SUPPLIER,
                owner="Sam Field",
                due_on=YESTERDAY,
                commitment=session.get_one(Commitment, about.key),
            )

    agree(other)
    with make.session() as session:
        assert on(agenda_of(session, manager, contract), AgendaKind.UNANSWERED)
    agree(promise)
    with make.session() as session:
        agenda = agenda_of(session, manager, contract)
    assert not on(agenda, AgendaKind.UNANSWERED)
    assert next(item.why for item in on(agenda, AgendaKind.ACTION)).startswith("Sam Field was to")


def test_hold_review_keeps_the_agenda_with_its_notes_and_no_words_of_a_story(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    promise = make.commitment(contract)
    story = make.story(manager, contract=contract, title="The bus that went")
    make.run_pipeline()
    make.coding(manager, story, 3, "connection", "worse")
    make.link(manager, story, promise, words=AGAINST, stance="contradicts")
    actor = actor_of(manager)
    with bank.database.transaction() as session:
        ours = session.get_one(Contract, contract.key)
        service.set_calendar(
            session, actor, contract=ours, every_months=3, first_on=YESTERDAY - timedelta(days=2)
        )
        review = queries.list_coming(session, contract.key)[0]
        assert review.due_on < clock.today()
        item = on(agenda_of(session, manager, contract), AgendaKind.CONTRADICTED)[0]
        service.hold_review(
            session,
            actor,
            reading_scope(actor),
            review=review,
            contract=ours,
            held_on=clock.today(),
            attended="Ann and Sam",
            item_notes={item.key: "They will look into it.", "late:gone": "No longer late."},
        )
        key = review.key
    with bank.database.transaction() as session:
        held = session.get_one(Review, key)
        notes = {row["kind"]: row["note"] for row in held.agenda}
        assert notes["contradicted"] == "They will look into it."
        assert held.notes == "No longer late."
        assert "bus" not in str(held.agenda)
        with pytest.raises(RuleBroken, match="not changed any more"):
            service.move_review(session, actor, review=held, due_on=clock.today())
        assert all(one.due_on > clock.today() for one in queries.list_coming(session, contract.key))
        details = session.exec(
            select(AuditEvent.detail).where(col(AuditEvent.act) == "hold_review")
        ).one()
        assert set(details) == {"contract", "held_on", "items", "planned"}


def test_what_was_noted_of_a_story_at_a_review_goes_with_the_story(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 3, "connection", "need")
    actor = actor_of(manager)
    with bank.database.transaction() as session:
        ours = session.get_one(Contract, contract.key)
        review = service.plan_review(session, actor, contract=ours, due_on=clock.today())
        (item,) = on(agenda_of(session, manager, contract), AgendaKind.UNANSWERED)
        service.hold_review(
            session,
            actor,
            reading_scope(actor),
            review=review,
            contract=ours,
            held_on=clock.today(),
            attended="Ann and Sam",
            item_notes={item.key: "It was Quilliam who said so."},
        )
        key = review.key
        assert "Quilliam" in str(review.agenda)
        submission = session.get_one(Submission, story.submission_id)
        withdraw_story(session, actor, submission=submission, method="said so")
    with make.session() as session:
        kept = session.get_one(Review, key).agenda
        assert [row["note"] for row in kept if row.get("public_id") == str(story.public_id)] == [""]
        assert "Quilliam" not in str(kept)


def test_set_calendar_anew_leaves_what_was_held_and_extra_reviews(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    actor = actor_of(manager)
    with bank.database.transaction() as session:
        ours = session.get_one(Contract, contract.key)
        extra = service.plan_review(session, actor, contract=ours, due_on=date(2030, 1, 1))
        for months in (3, 12):
            service.set_calendar(
                session, actor, contract=ours, every_months=months, first_on=date(2025, 7, 1)
            )
        coming = queries.list_coming(session, contract.key)
        assert extra.id in {one.id for one in coming}
        assert ReviewKind.QUARTERLY not in {one.kind for one in coming}
        assert [one.kind for one in coming].count(ReviewKind.CLOSING) == 1


def test_rate_refuses_passages_that_may_not_be_scored(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    promise, other = make.commitment(contract), make.commitment(contract)
    story = make.story(manager, contract=contract)
    link = make.link(manager, story, promise)

    def rate(about: Commitment, **changes: Any) -> None:
        with bank.database.transaction() as session:
            actor = actor_of(changes.get("by", manager))
            service.rate(
                session,
                actor,
                reading_scope(actor),
                contract=session.get_one(Contract, contract.key),
                commitment=session.get_one(Commitment, about.key),
                word=changes.get("word", RatingWord.GOOD),
                from_on=date(2026, 1, 1),
                to_on=date(2026, 3, 31),
                reason="The register and her words agree.",
                footnotes=[session.get_one(EvidenceLink, link.key)],
            )

    rate(promise, word=RatingWord.INADEQUATE)
    rate(promise)
    with pytest.raises(RuleBroken) as broken:
        rate(other)
    assert broken.value.field == "footnotes"
    with pytest.raises(NotAllowed):
        rate(promise, by=make.user("analyst", organisation=manager.organisation))
    with make.session() as session:
        # The newest counts, and nothing was overwritten.
        assert queries.classifications(session, contract.key) == {promise.key: "met"}
        assert len(queries.list_ratings(session, contract.key)) == 2
    with bank.database.transaction() as session:
        session.get_one(Story, story.key).learning_only = True
    with pytest.raises(RuleBroken, match="learning"):
        rate(promise)
    with make.session() as session:
        ratings = [one.key for one in queries.list_ratings(session, contract.key)]
        footnotes = queries.footnotes_of(session, reading_scope(actor_of(manager)), ratings)
        assert [(list(one.passages), one.unseen) for one in footnotes.values()] == [([], 1)] * 2


def test_list_late_shares_do_not_add_up_and_points_are_a_report(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    share = make.commitment(contract, quantity=Decimal(60), unit="% of visits", due_on=YESTERDAY)
    words = make.commitment(contract, quantity=None, unit="", due_on=YESTERDAY)
    with bank.database.transaction() as session:
        for promise, told in ((share, {"quantity": Decimal(40)}), (words, {"points": 3})):
            for month in (1, 2):
                session.add(
                    Delivery(
                        commitment_id=promise.key,
                        from_on=date(2026, month, 1),
                        to_on=date(2026, month, 28),
                        source="return",
                        **told,
                    )
                )
    with make.session() as session:
        late = queries.list_late(session, contract, today=clock.today(), quiet_since=YESTERDAY)
    assert [(one.commitment.id, one.delivered) for one in late] == [(share.id, Decimal(40))]


def test_build_agenda_rating_owed_where_the_act_applies(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    def set_regime(regime: Regime) -> None:
        with bank.database.transaction() as session:
            ours = session.get_one(Contract, contract.key)
            ours.regime = regime

    set_regime(Regime.LIGHT_TOUCH)
    with make.session() as session:
        assert not on(agenda_of(session, manager, contract), AgendaKind.RATING)
    set_regime(Regime.PROCUREMENT_ACT_2023)
    with make.session() as session:
        assert on(agenda_of(session, manager, contract), AgendaKind.RATING)


def test_build_agenda_statements_do_not_grow(
    make: Factory, bank: Bank, manager: User, contract: Contract
) -> None:
    make.commitment(contract, due_on=YESTERDAY)
    with make.session() as session, counted(bank.database) as few:
        agenda_of(session, manager, contract)
    for number in range(MOST_OF_A_KIND + 3):
        make.commitment(contract, due_on=YESTERDAY, text=f"Promise {number}.")
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 3, "connection", "worse")
    with make.session() as session, counted(bank.database) as many:
        agenda = agenda_of(session, manager, contract)
    assert len(on(agenda, AgendaKind.LATE)) == MOST_OF_A_KIND
    assert agenda.more[AgendaKind.LATE] == 4
    assert len(many) == len(few)
