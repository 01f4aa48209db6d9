"""A word found in one story alone, in every kind of report and every form of it.

Then permission goes, in every way in which it can go, and the word is looked for again: in reports
made now, in those that were issued, and at the addresses where these are read without an account.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.models import Consent, Purpose, Submission
from storybank.places import service as places
from storybank.places.models import Place, PlaceLevel
from storybank.publishing import rules as sharing
from storybank.publishing.service import publish_story, record_identity_check
from storybank.reports import queries
from storybank.reports.models import FileForm, Report, ReportKind, ReportQuotation
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.thawing import thaw
from storybank.reports.rules import KINDS, Asked, IssuedAs, compare_issued
from storybank.rights.service import mask_story, withdraw_purpose, withdraw_story
from storybank.safeguarding.service import hold, raise_concern
from storybank.stories.masking import Decision
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.factories.issuing import issue
from tests.factories.reports import PLAIN, words_in, words_of_html

WORD = "quibblewort"
BODY = (
    f"Before this I had nobody near the {WORD} hall. "
    f"We went to the {WORD} club each Tuesday. "
    f"Now I have friends I ring every day about {WORD}. "
    f"The {WORD} bus does not come any more, and that is worse for me."
)
# What only counts: all others read out what somebody told.
COUNTING = {ReportKind.WHO_IS_MISSING}
CLOSE = (ReportKind.BOARD_PACK, ReportKind.EVIDENCE_PACK, ReportKind.STORY_TO_ANSWER)
What = tuple[ReportKind, Purpose]
Made = dict[What, Pack]
# Of these every purpose is tried.
CLOSELY = [(kind, one) for kind in CLOSE for one in KINDS[kind].purposes]
ISSUED = [one for one in CLOSELY if one[0] is not ReportKind.STORY_TO_ANSWER]


@dataclass(frozen=True)
class Planted:
    """The bank with the planted story, and who is in it."""

    bank: Bank
    manager: Actor
    lead: Actor
    story: int
    submission: int
    contract: int
    place: int
    issued: dict[What, int]

    def asked(self, session: Session, kind: ReportKind, purpose: Purpose) -> Asked:
        """A report of a kind about what it must be about."""
        about = {one.value for one in KINDS[kind].needs}
        contract = session.get_one(Contract, self.contract)
        return Asked(
            kind=kind,
            purpose=purpose,
            contract=contract if "contract" in about else None,
            place=session.get_one(Place, self.place) if "place" in about else None,
            supplier=contract.supplier if "supplier" in about else "",
            title=f"{KINDS[kind].name} for {purpose.value}",
        )


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """A story with the word that is coded, claimed, found on and published, and its reports."""
    home = tmp_path_factory.mktemp("in-every-report") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    council = make.organisation("authority")
    manager = make.user("contract_manager", "contributor", organisation=council)
    lead = make.user("safeguarding_lead", organisation=council)
    with bank.database.transaction() as session:
        terms = places.PlaceTerms(level=PlaceLevel.AREA, name="Moor End")
        place = places.add_place(session, Actor.operator(), terms=terms)
    contract = make.contract(council, place=place)
    promise = make.commitment(contract, "connection")
    story = make.story(
        manager,
        contract=contract,
        title=f"The {WORD} club",
        body=BODY,
        display_name=WORD.title(),
        purposes=EVERY_PURPOSE,
        told_on=date(2026, 6, 3),
    )
    make.run_pipeline()
    for sentence, change in enumerate(("need", "activity", "better", "worse")):
        make.coding(manager, story, sentence, "connection", change)
    link = make.link(
        manager, story, promise, words=f"Now I have friends I ring every day about {WORD}."
    )
    verifier = make.user("verifier", organisation=make.organisation("verifier"))
    make.finding(verifier, link, reason=f"They showed me the {WORD}.")
    _publish(bank, manager, story)
    made = Planted(
        bank,
        actor_of(manager),
        actor_of(lead),
        story.key,
        story.submission_id,
        contract.key,
        place.key,
        {},
    )
    with bank.database.transaction() as session:
        for kind, purpose in ISSUED:
            asked = made.asked(session, kind, purpose)
            made.issued[kind, purpose] = issue(session, made.manager, asked=asked).key
    yield made
    bank.close()


def _publish(bank: Bank, manager: User, story: Story) -> None:
    with bank.database.transaction() as session:
        story = session.get_one(Story, story.key)
        version = get_version(session, story, story.current_version)
        actor = actor_of(manager)
        record_identity_check(
            session,
            actor,
            story=story,
            version=version,
            purpose=Purpose.PUBLIC,
            answers={one.key: sharing.Found.NO for one in sharing.QUESTIONS},
            note="Nobody.",
        )
        publish_story(session, actor, story=story, version=version)


def every_kind() -> list[What]:
    """Every kind for its first purpose."""
    return [(kind, terms.purposes[0]) for kind, terms in KINDS.items()]


@contextmanager
def undone(planted: Planted) -> Iterator[Session]:
    """A transaction that is never committed, so that every act begins with the same bank."""
    with planted.bank.database.writing() as session:
        yield session
        session.rollback()


def made_now(session: Session, planted: Planted, which: Collection[What]) -> Made:
    """These reports, as they are made at this moment."""
    return {
        (kind, purpose): build_pack(
            session, planted.manager, planted.asked(session, kind, purpose), smallest=1
        )
        for kind, purpose in which
    }


def as_issued(session: Session, planted: Planted, reader: Actor | None) -> Made:
    """Every issued report as a reader may read it at this moment; None has no account."""
    return {
        what: thaw(session, reader, session.get_one(Report, key))
        for what, key in planted.issued.items()
    }


def holding(made: Made) -> set[What]:
    """Those of these reports that hold the word, anywhere in them."""
    return {what for what, pack in made.items() if WORD in pack.model_dump_json().lower()}


def compared(session: Session, planted: Planted) -> dict[Purpose, set[IssuedAs]]:
    found: dict[Purpose, set[IssuedAs]] = {}
    for (_, purpose), key in planted.issued.items():
        report = session.get_one(Report, key)
        kept = compare_issued(report, queries.quotations_for_hash(session, report))
        found.setdefault(purpose, set()).add(kept)
    return found


def recalled(session: Session, planted: Planted) -> set[Purpose]:
    return {one.purpose for one in _called_back(session, planted)}


def _called_back(session: Session, planted: Planted) -> list[Report]:
    return [one.report for one in queries.list_recalls(session, planted.manager)]


def take_back(session: Session, planted: Planted, what: str) -> None:
    """Everything in which permission can go."""
    submission = session.get_one(Submission, planted.submission)
    story = session.get_one(Story, planted.story)
    teller = Actor.teller(submission.key)
    if what == "whole":
        withdraw_story(session, teller, submission=submission)
    elif what == "held":
        concern = raise_concern(session, planted.lead, submission=submission, because="Worrying")
        hold(session, planted.lead, concern=concern, reason="Somebody may be at risk.")
    elif what == "covered":
        mask_story(
            session,
            planted.manager,
            story=story,
            decisions=[
                Decision(WORD, "OTHER", "elsewhere"),
                Decision(WORD.title(), "OTHER", "Ann"),
            ],
            title="The club",
            based_on=story.current_version,
        )
    elif what == "expired":
        kept = session.exec(select(Consent).where(col(Consent.submission_id) == submission.key))
        for consent in kept:
            consent.expires_on = clock.today() - timedelta(days=1)
    else:
        withdraw_purpose(session, teller, submission=submission, purpose=Purpose(what))
    session.flush()


def first_page(pack: Pack) -> Pack:
    """The first page alone: what sets pages and draws pictures takes long over the rest."""
    return pack.model_copy(update={"sections": ()})


@pytest.fixture(scope="module")
def before(planted: Planted) -> tuple[Made, Made]:
    """Every report as it is made and as it was issued, before anything is taken back."""
    with planted.bank.database.reading() as session:
        made = made_now(session, planted, {*every_kind(), *CLOSELY})
        return made, as_issued(session, planted, None)


def test_the_word_stands_wherever_it_should_in_every_form(before: tuple[Made, Made]) -> None:
    made, issued = before
    assert set(made) - holding(made) == {what for what in made if what[0] in COUNTING}
    assert holding(issued) == set(ISSUED)
    board = first_page(issued[ReportKind.BOARD_PACK, Purpose.BOARD])
    tried = (FileForm.WORD, *PLAIN)  # a PDF is set of the same HTML, and takes seconds
    shows = {form for form in tried if WORD in words_in(form, board).lower()}
    assert shows == {FileForm.WORD, FileForm.TEXT}, "the others tell figures"
    assert WORD in words_of_html(board).lower()
    evidence = made[ReportKind.EVIDENCE_PACK, Purpose.CONTRACT_MANAGEMENT]
    assert WORD in words_in(FileForm.WORKBOOK, evidence).lower()


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        ("held", set(Purpose)),
        ("covered", set(Purpose)),
        ("expired", set(Purpose)),
        ("board", {Purpose.BOARD}),
        ("public", {Purpose.PUBLIC}),
        ("other_bodies", {Purpose.OTHER_BODIES}),
        ("contract_management", {Purpose.CONTRACT_MANAGEMENT}),
        ("quotation", set()),
    ],
)
def test_what_permission_opened_is_shut(
    planted: Planted, before: tuple[Made, Made], what: str, gone: set[Purpose]
) -> None:
    was_made, was_issued = (holding(one) for one in before)
    which = every_kind() if what == "board" else CLOSELY
    with undone(planted) as session:
        take_back(session, planted, what)
        made, issued = made_now(session, planted, which), as_issued(session, planted, None)
        stands = {one for one in was_made if one[1] not in gone and one in which}
        if what == "contract_management":  # its claims end with it, for whomever they are shown
            stands = {one for one in stands if one[0] is not ReportKind.EVIDENCE_PACK}
        assert holding(made) == stands
        assert holding(issued) == {one for one in was_issued if one[1] not in gone}
        assert holding(as_issued(session, planted, planted.manager)) == holding(issued)
        called_back = recalled(session, planted)
        if what in ("held", "expired"):  # it may come back, so nothing is called back
            assert called_back == set()
        else:
            assert called_back == gone & {one for _, one in was_issued}
        for purpose, kept in compared(session, planted).items():
            assert IssuedAs.CHANGED not in kept
            assert (IssuedAs.RECALLED in kept) is (purpose in called_back)


def test_a_whole_story_taken_back_is_in_no_form_of_any_report(planted: Planted) -> None:
    with undone(planted) as session:
        take_back(session, planted, "whole")
        made, issued = made_now(session, planted, every_kind()), as_issued(session, planted, None)
        kept = session.exec(select(ReportQuotation)).all()
        assert WORD not in str([one.model_dump() for one in kept]).lower()
        called_back = {report.key for report in _called_back(session, planted)}
        assert called_back == set(planted.issued.values())
        assert set().union(*compared(session, planted).values()) == {IssuedAs.RECALLED}
    assert holding(made) == holding(issued) == set()
    board = first_page(issued[ReportKind.BOARD_PACK, Purpose.BOARD])
    for pack in (*issued.values(), *made.values()):
        assert WORD not in words_of_html(pack).lower()
        for form in PLAIN:
            assert WORD not in words_in(form, pack).lower(), (pack.kind, form)
    for form in (FileForm.TEXT, FileForm.PDF):
        words = words_in(form, board)
        assert "These words were taken back." in " ".join(words.split())
        assert WORD not in words.lower()
