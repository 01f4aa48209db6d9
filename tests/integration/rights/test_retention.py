"""Keeping no longer than said: what is due, what a hold keeps, and what disposal leaves."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from storybank.accounts.models import Organisation, User
from storybank.app import Bank
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import (
    Consent,
    ConsentEvent,
    Submission,
    SubmissionStatus,
)
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.notices.models import Notice
from storybank.pipeline import MACHINE
from storybank.rights import service
from storybank.rights.models import Disposal, LegalHold, RetentionKind
from storybank.rights.queries import holds, retention
from storybank.rights.rules.retention import KEPT, digest
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import Concern, ConcernEntry
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.telling.models import Call, Telling
from tests.factories.bank import Factory
from tests.sql_statements import counted

LONG_AGO = datetime(2015, 5, 1, 12, tzinfo=UTC)
SECRET = "zqoriginalwordzq"
K = RetentionKind


class World:
    """A council with everybody in it."""

    def __init__(self, make: Factory) -> None:
        self.make = make
        self.council: Organisation = make.organisation()
        self.manager = make.user("contract_manager", organisation=self.council)
        self.lead = make.user("safeguarding_lead", organisation=self.council)
        self.officer: User = make.user("data_protection_officer", organisation=self.council)
        self.actor = make.actor(self.officer)

    def tallies(self) -> dict[RetentionKind, tuple[int, int]]:
        with self.make.session() as session:
            found = retention.count_due(session, self.actor)
        return {kind: tuple(tally) for kind, tally in found.items() if any(tally)}

    def dispose(self, kind: RetentionKind) -> service.Disposed:
        with self.make.bank.database.transaction() as session:
            return service.dispose(session, self.actor, kind=kind)

    def hold(self, submission: Submission) -> LegalHold:
        with self.make.bank.database.transaction() as session:
            return service.place_hold(
                session, self.actor, reference=submission.public_id, why="A claim."
            )


@pytest.fixture
def world(make: Factory) -> World:
    return World(make)


def change(make: Factory, row: object, **values: object) -> None:
    with make.bank.database.transaction() as session:
        held = session.get_one(type(row), row.key)  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(held, name, value)


def submission_of(make: Factory, story: Story) -> Submission:
    with make.session() as session:
        return session.get_one(Submission, story.submission_id)


def test_due_is_what_the_rules_say_and_nothing_else(make: Factory, world: World) -> None:
    ended = make.contract(world.council, starts_on=date(2012, 1, 1), ends_on=date(2014, 1, 1))
    running = make.contract(world.council)
    make.story(world.manager, contract=running)
    old = make.story(world.manager, contract=ended)
    lapsed = make.story(world.manager, contract=running)
    unplaced = make.story(world.manager)
    change(make, unplaced, accepted_at=LONG_AGO)
    declined = make.submission(world.manager)
    change(
        make, declined, status=SubmissionStatus.DECLINED, decided_at=LONG_AGO, decline_reason="No"
    )
    with make.bank.database.transaction() as session:
        draft = intake.save_draft(
            session,
            make.actor(world.manager),
            words=intake.Words(title="Half", body="Half a story"),
            consent=intake.ConsentGiven((), ""),
            organisation_id=world.council.key,
        )
        draft.received_at = LONG_AGO
        for consent in session.exec(
            select(Consent).where(Consent.submission_id == lapsed.submission_id)
        ):
            consent.expires_on = clock.today() - timedelta(days=1)
    assert world.tallies() == {
        K.DECLINED: (1, 0),
        K.DRAFT: (1, 0),
        K.STORY: (3, 0),
        K.ORIGINAL: (1, 0),
    }
    for kind, gone in ((K.DRAFT, draft), (K.DECLINED, declined)):
        world.dispose(kind)
        with make.session() as session:
            left = session.get_one(Submission, gone.key)
            assert (left.status, left.body) == (SubmissionStatus.ERASED, "")
            assert left.taken_back_at is None
    with make.session() as session:
        due = retention.list_due(session, world.actor, K.STORY)
        assert [(one.since, one.because) for one in due] == [
            (date(2014, 1, 1), "age"),
            (LONG_AGO.date(), "age"),
            (date(2028, 3, 31), "permission"),
        ]
        assert due[0].public_id == old.public_id
    world.hold(submission_of(make, old))
    with make.bank.database.transaction() as session:
        safeguarding.raise_concern(
            session, make.actor(world.lead), submission=_get(session, lapsed), because="x"
        )
    assert world.tallies()[K.STORY] == (1, 2)


def _get(session: Session, story: Story) -> Submission:
    return session.get_one(Submission, story.submission_id)


def test_disposing_of_a_story_leaves_no_words_and_a_certificate(
    make: Factory, bank: Bank, world: World
) -> None:
    contract = make.contract(world.council, starts_on=date(2012, 1, 1), ends_on=date(2014, 1, 1))
    commitment = make.commitment(contract, "connection")
    story = make.story(
        world.manager,
        contract=contract,
        title=f"About {SECRET}",
        body=f"Now I have friends I ring every day. {SECRET} is where I go.",
        file_name=f"{SECRET}.txt",
        file_sha256=bank.files.put(SECRET.encode()),
    )
    make.run_pipeline()
    link = make.link(world.manager, story, commitment)
    with make.session() as session:
        shown = [service.item_of(one) for one in service.next_batch(session, world.actor, K.STORY)]
        file_sha256 = session.get_one(Submission, story.submission_id).file_sha256
    with pytest.raises(RuleBroken, match="changed since"), bank.database.transaction() as session:
        service.dispose(session, world.actor, kind=K.STORY, seen=digest([*shown, *shown]))
    with bank.database.transaction() as session:
        done = service.dispose(session, world.actor, kind=K.STORY, seen=digest(shown))
        assert done.certificate.items == shown
    make.run_pipeline()
    with make.session() as session:
        submission = session.get_one(Submission, story.submission_id)
        assert (submission.status, submission.title) == (SubmissionStatus.ERASED, "No longer kept")
        assert submission.body == ""
        assert session.get_one(Story, story.key).status is StoryStatus.WITHDRAWN
        assert {one.body for one in session.exec(select(StoryVersion))} == {""}
        void = session.get_one(EvidenceLink, link.key)
        assert (void.status, void.void_because, void.quote) == (LinkStatus.VOID, "disposed", "")
        certificate = session.exec(select(Disposal)).one()
        assert certificate.sha256 == digest(certificate.items)
        assert SECRET not in json.dumps(certificate.items)
        assert session.exec(select(ConsentEvent)).all(), "who allowed what stays for its own time"
    assert file_sha256
    assert not bank.files.has(file_sha256)
    assert world.tallies() == {}
    with pytest.raises(RuleBroken, match="Nothing"):
        world.dispose(K.STORY)


def test_disposing_of_an_original_leaves_the_story(make: Factory, world: World) -> None:
    contract = make.contract(world.council)
    commitment = make.commitment(contract, "connection")
    aged = make.story(world.manager, contract=contract)
    checked = make.story(world.manager, contract=contract)
    make.run_pipeline()
    link = make.link(world.manager, checked, commitment)
    make.finding(make.user("verifier"), link)
    change(make, aged, accepted_at=clock.now() - timedelta(days=366))
    with make.session() as session:
        due = retention.list_due(session, world.actor, K.ORIGINAL)
        assert [one.because for one in due] == ["age", "checked"]
        before = session.exec(select(StoryVersion.body).order_by(StoryVersion.id)).all()  # type: ignore[arg-type]
    world.dispose(K.ORIGINAL)
    with make.session() as session:
        for story in (aged, checked):
            submission = session.get_one(Submission, story.submission_id)
            assert (submission.body, submission.title) == ("", "No longer kept")
            assert submission.status is SubmissionStatus.ACCEPTED
            assert submission.original_gone_at is not None
            assert session.get_one(Story, story.key).status is StoryStatus.ACCEPTED
        after = session.exec(select(StoryVersion.body).order_by(StoryVersion.id)).all()  # type: ignore[arg-type]
        assert after == before
        assert session.get_one(EvidenceLink, link.key).status is LinkStatus.CONFIRMED
    assert world.tallies() == {}


def test_records_outlive_the_words_and_then_go_too(make: Factory, world: World) -> None:
    story = make.story(world.manager, contract=make.contract(world.council))
    with make.bank.database.transaction() as session:
        lead = make.actor(world.lead)
        concern = safeguarding.raise_concern(
            session, lead, submission=_get(session, story), because="Worrying."
        )
        safeguarding.clear(session, lead, concern=concern, reason="All is well.", told="Police")
        concern.decided_at = LONG_AGO
        service.withdraw_story(
            session, make.actor(world.manager), submission=_get(session, story), method="phone"
        )
        _get(session, story).erased_at = LONG_AGO
    assert world.tallies() == {K.CONSENT: (1, 0), K.CONCERN: (1, 0)}
    world.dispose(K.CONSENT)
    world.dispose(K.CONCERN)
    with make.session() as session:
        assert session.exec(select(ConsentEvent)).all() == []
        assert session.exec(select(Consent)).all() == []
        concern = session.exec(select(Concern)).one()
        assert (concern.reason, concern.because) == ("", [])
        assert {(one.words, one.told) for one in session.exec(select(ConcernEntry))} == {("", "")}
    assert world.tallies() == {}


def test_unfinished_tellings_go_after_their_time(make: Factory, bank: Bank, world: World) -> None:
    with bank.database.transaction() as session:
        call = Call(
            organisation_id=world.council.key,
            slug="lunch",
            title="Lunch",
            ask="What changed?",
            opens_on=date(2020, 1, 1),
        )
        session.add(call)
        session.flush()
        file = {"kind": "photo", "sha256": bank.files.put(b"a photo"), "media_type": "x", "size": 1}
        for number, (saved, files) in enumerate(((LONG_AGO, [file]), (clock.now(), []))):
            session.add(
                Telling(call_id=call.key, token_hash=str(number), saved_at=saved, attachments=files)
            )
    assert world.tallies() == {K.TELLING: (1, 0)}
    assert world.dispose(K.TELLING).files == (file["sha256"],)
    with make.session() as session:
        assert session.exec(select(Telling.token_hash)).all() == ["1"]


def test_a_hold_keeps_everything_until_it_is_lifted(make: Factory, world: World) -> None:
    story = make.story(world.manager, contract=make.contract(world.council))
    hold = world.hold(submission_of(make, story))
    with pytest.raises(RuleBroken, match="already"):
        world.hold(submission_of(make, story))
    with make.bank.database.transaction() as session:
        service.withdraw_story(
            session, make.actor(world.manager), submission=_get(session, story), method="phone"
        )
        assert service.finish_withdrawals(session, MACHINE) == 0
        assert _get(session, story).body
    with make.bank.database.transaction() as session:
        service.lift_hold(
            session, world.actor, hold=session.get_one(LegalHold, hold.key), why="Settled."
        )
        assert service.finish_withdrawals(session, MACHINE) == 1
        assert _get(session, story).body == ""
    with make.session() as session:
        assert holds.count_holds(session, world.actor) == 0
        assert holds.count_holds(session, world.actor, standing=False) == 1


def test_a_hold_on_a_contract_keeps_all_told_about_it(make: Factory, world: World) -> None:
    contract = make.contract(world.council)
    for _ in range(3):
        make.story(world.manager, contract=contract)
    make.story(world.manager)
    with make.bank.database.transaction() as session:
        placed = service.place_hold_on_contract(
            session, world.actor, contract=session.merge(contract), why="A dispute."
        )
        assert placed == 3
    stranger = make.actor(make.user("data_protection_officer"))
    with pytest.raises(NotAllowed), make.bank.database.transaction() as session:
        service.place_hold_on_contract(
            session, stranger, contract=session.merge(contract), why="Mine."
        )


def test_each_organisation_has_its_own_rules_and_sees_its_own(make: Factory, world: World) -> None:
    story = make.story(
        world.manager, contract=make.contract(world.council, ends_on=date(2026, 1, 1))
    )
    stranger = make.user("data_protection_officer")
    assert world.tallies() == {}
    with make.bank.database.transaction() as session:
        with pytest.raises(RuleBroken, match="why"):
            service.set_rule(
                session,
                world.actor,
                organisation_id=world.council.key,
                kind=K.STORY,
                days=30,
                why=" ",
            )
        with pytest.raises(RuleBroken, match="Another"):
            service.set_rule(
                session,
                make.actor(stranger),
                organisation_id=world.council.key,
                kind=K.STORY,
                days=1,
                why="x",
            )
        service.set_rule(
            session,
            world.actor,
            organisation_id=world.council.key,
            kind=K.STORY,
            days=30,
            why="Our policy.",
        )
    assert world.tallies() == {K.STORY: (1, 0)}
    with make.session() as session:
        (due,) = retention.list_due(session, world.actor, K.STORY)
        assert due.days == 30
        assert not any(any(t) for t in retention.count_due(session, make.actor(stranger)).values())
        with pytest.raises(NotAllowed):
            retention.count_due(session, make.actor(world.manager))
    certificate = world.dispose(K.STORY).certificate
    with make.session() as session:
        assert retention.get_disposal(session, world.actor, certificate.public_id)
        with pytest.raises(NotFound):
            retention.get_disposal(session, make.actor(stranger), certificate.public_id)
    assert story.key


def test_officers_are_reminded_once_a_month(make: Factory, world: World) -> None:
    def remind() -> int:
        with make.bank.database.transaction() as session:
            return service.remind_to_dispose(session, MACHINE)

    assert remind() == 0
    declined = make.submission(world.manager)
    change(make, declined, status=SubmissionStatus.DECLINED, decided_at=LONG_AGO)
    assert [remind(), remind()] == [1, 0]
    with make.session() as session:
        notice = session.exec(select(Notice).where(Notice.template == "disposal_due")).one()
        assert notice.values == {"path": "/retention", "due": 1}


def test_what_is_due_takes_a_fixed_number_of_statements(make: Factory, world: World) -> None:
    for _ in range(4):
        change(make, make.story(world.manager), accepted_at=LONG_AGO)
    with make.session() as session, counted(make.bank.database) as sent:
        assert retention.count_due(session, world.actor)[K.STORY].free == 4
        assert len(retention.list_due(session, world.actor, K.STORY)) == 4
    assert len(sent) == 4
    assert set(KEPT) == set(K)
