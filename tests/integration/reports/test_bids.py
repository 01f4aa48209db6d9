"""Answers in bids: whose passages may stand in one, in which order, and what goes with whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from jinja2 import FileSystemBytecodeCache
from sqlmodel import Session

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank, create_app, open_bank
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.reports.models import Report, ReportChoice, ReportKind
from storybank.reports.pack.answer import AnswerRead, offer_passages, read_answer
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.material import Material
from storybank.reports.pack.thawing import thaw
from storybank.reports.queries import asked_of, list_choices
from storybank.reports.queries.bids import get_answer_report, list_answers, used_before
from storybank.reports.renderers.text import text
from storybank.reports.rules import Asked
from storybank.reports.service import answer_principles, issue_report
from storybank.reports.service.bids import (
    AnswerTerms,
    begin_answer,
    change_answer,
    drop_passage,
    move_passage,
    pick_passage,
    write_words,
)
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.stories.models import Story
from storybank.stories.service import mark_learning_only
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.factories.issuing import ANSWERS
from tests.web_client import CheckingClient, words

OTHERS = (Purpose.CONTRACT_MANAGEMENT, Purpose.OTHER_BODIES)
SENTENCES = [
    "I had not worked for eleven years before the bakery took me on.",
    "They paid for my boots and my bus.",
    "Then the early bus was cut and I lost the morning shift.",
]
TERMS = AnswerTerms("Bakery bid", "How do you help people into work?", 60)


@dataclass(frozen=True)
class World:
    """A charity that sends stories, another that does too, and a council that runs a contract."""

    bank: Bank
    make: Factory
    worker: User
    stranger: User
    manager: User
    board: User
    verifier: User
    free: Story  # of no contract
    held: Story  # for the contract's managers alone
    theirs: Story  # of the other charity
    checked: Story  # of the council's contract, with a finding


@pytest.fixture(scope="module")
def world(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("bids") / "home"
    shutil.copytree(empty_home, home)
    with closing(open_bank(Settings(home=home, secret_key="only for tests"))) as bank:
        make = Factory(bank)
        council = make.organisation("authority", "Town Council")
        charity = make.organisation("vcse", "Bread Trust")
        manager = make.user("contract_manager", organisation=council)
        worker = make.user("contributor", organisation=charity)
        stranger = make.user("contributor", organisation=make.organisation("vcse", "Other Trust"))
        verifier = make.user("verifier", organisation=make.organisation("verifier", "Assurance"))
        contract = make.contract(council, title="Catering")
        promise = make.commitment(contract, "employment", text="Employ eight people.")

        def told(opening: str, sender: User, **values: object) -> Story:
            cut = [f"{opening} {SENTENCES[0]}", *SENTENCES[1:]]
            story = cut_story(make, manager, cut, sender=sender, **{"purposes": OTHERS, **values})
            make.coding(manager, story, 0, "employment", "better")
            make.coding(manager, story, 2, "money", "worse")
            return story

        free = told("Since May I smile.", worker, display_name="Rosalind")
        held = told("Withheld it is.", worker, purposes=(Purpose.CONTRACT_MANAGEMENT,))
        theirs = told("Elsewhere it was.", stranger)
        checked = told("With papers I came.", worker, contract=contract)
        link = make.link(manager, checked, promise, words=f"With papers I came. {SENTENCES[0]}")
        make.finding(verifier, link)
        yield World(
            bank=bank,
            make=make,
            worker=worker,
            stranger=stranger,
            manager=manager,
            board=make.user("board_reader", organisation=council),
            verifier=verifier,
            free=free,
            held=held,
            theirs=theirs,
            checked=checked,
        )


@contextmanager
def undone(world: World) -> Iterator[Session]:
    """A session whose changes nobody keeps, so that the tests share one bank."""
    with world.bank.database.writing() as session:
        yield session
        session.rollback()


def actor(world: World, user: User) -> Actor:
    return world.make.actor(user)


def read(session: Session, who: Actor, report: Report) -> AnswerRead:
    return read_answer(material(session, who, report))


def material(session: Session, who: Actor, report: Report) -> Material:
    asked = asked_of(session, report)
    return Material(session, who, asked, smallest=1, choices=list_choices(session, report))


def pack_of(session: Session, who: Actor, report: Report) -> Pack:
    return build_pack(
        session,
        who,
        asked_of(session, report),
        smallest=1,
        choices=list_choices(session, report),
    )


def pick(
    session: Session, who: Actor, report: Report, story: Story, sentence: int = 0
) -> ReportChoice:
    """Put a sentence of a story into an answer."""
    found = offer_passages(material(session, who, report), per_page=100)
    mine = [one for one in found.told if one.story == str(story.public_id)]
    place = sorted(mine, key=lambda one: int(one.facts["start"]))[sentence].facts
    return pick_passage(
        session,
        who,
        draft=report,
        story=story.public_id,
        start=place["start"],
        end=place["end"],
        reason="It says what the first job meant.",
    )


# Who may, and what is offered


def test_only_ones_own_stories_are_offered_and_only_those_that_allow_it(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        found = offer_passages(material(session, who, report), per_page=100)

    assert {one.story for one in found.told} == {
        str(world.free.public_id),
        str(world.checked.public_id),
    }
    assert found.total == 4
    assert {one.facts["speaks"] for one in found.told} == {"The person, in their own words"}


def test_passages_are_narrowed_by_theme_direction_and_words(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        answer = material(session, who, begin_answer(session, who, terms=TERMS))

        assert offer_passages(answer, theme="money").total == 2
        assert offer_passages(answer, theme="money", words="BUS shift").total == 2
        assert offer_passages(answer, words="smile").total == 1
        assert offer_passages(answer, words="%").total == 0
        assert len(offer_passages(answer, page=2, per_page=3).told) == 1


def test_whose_story_was_not_sent_by_them_or_not_allowed_is_no_passage(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        for story in (world.held, world.theirs):
            with pytest.raises(NotFound):
                pick_passage(
                    session,
                    who,
                    draft=report,
                    story=story.public_id,
                    start=0,
                    end=30,
                    reason="Never.",
                )


def test_an_answer_is_its_organisations_alone(world: World) -> None:
    with undone(world) as session:
        report = begin_answer(session, actor(world, world.worker), terms=TERMS)

        for other in (world.stranger, world.manager):
            assert list_answers(session, actor(world, other)) == []
            with pytest.raises(NotFound):
                get_answer_report(session, actor(world, other), report.public_id)
        with pytest.raises(NotAllowed):
            list_answers(session, actor(world, world.board))
        with pytest.raises(NotAllowed):
            begin_answer(session, actor(world, world.board), terms=TERMS)
        with pytest.raises(NotAllowed):
            write_words(
                session,
                actor(world, world.stranger),
                draft=report,
                opening="",
                closing="",
                leads={},
            )


def test_a_council_answers_with_the_stories_it_sent_itself(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.manager)
        report = begin_answer(session, who, terms=TERMS)

        assert offer_passages(material(session, who, report)).total == 0
        assert "Nobody whose story came through you" in text(
            pack_of(session, who, report), first_page=False
        )


# Writing it


def test_an_answer_reads_in_its_order_and_counts_every_word(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        first = pick(session, who, report, world.free)
        second = pick(session, who, report, world.checked)
        move_passage(session, who, draft=report, choice=second.public_id, by=-1)
        write_words(
            session,
            who,
            draft=report,
            opening="We give first jobs.",
            closing="We ask again.",
            leads={str(second.public_id): "One says:", "unknown": "never"},
        )
        answer = read(session, who, report)

    assert [one.choice.id for one in answer.pieces] == [second.id, first.id]
    assert answer.text().split("\n\n") == [
        "We give first jobs.",
        "One says:",
        f"“With papers I came. {SENTENCES[0]}” (A storyteller)",
        f"“Since May I smile. {SENTENCES[0]}” (Rosalind)",
        "We ask again.",
    ]
    assert answer.words == len(answer.text().split())
    assert answer.over == max(answer.words - 60, 0)


def test_passages_of_one_story_in_a_row_name_their_teller_once(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        pick(session, who, report, world.free)
        pick(session, who, report, world.free, 1)

        assert read(session, who, report).text().count("(Rosalind)") == 1


def test_no_passage_stands_in_an_answer_twice(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        pick(session, who, report, world.free)

        with pytest.raises(RuleBroken, match="already"):
            pick(session, who, report, world.free)


def test_the_same_passage_in_another_bid_is_warned_of(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        before = begin_answer(session, who, terms=AnswerTerms("Earlier bid", "Who?"))
        pick(session, who, before, world.free)
        report = begin_answer(session, who, terms=TERMS)
        chosen = pick(session, who, report, world.free)
        other = pick(session, who, report, world.checked)
        found = used_before(session, who, report, [chosen, other])

    assert [one.title for one in found[chosen.public_id]] == ["Earlier bid"]
    assert other.public_id not in found


def test_words_that_stay_may_not_tell_of_a_story(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        pick(session, who, report, world.free)

        for opening in (
            "As Rosalind says.",
            "She had not worked for eleven years before the bakery.",
        ):
            with pytest.raises(RuleBroken) as broken:
                write_words(session, who, draft=report, opening=opening, closing="", leads={})
            assert broken.value.field == "opening"


def test_a_passage_taken_out_takes_what_led_to_it(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        chosen = pick(session, who, report, world.free)
        leads = {str(chosen.public_id): "One says:"}
        write_words(session, who, draft=report, opening="", closing="", leads=leads)
        change_answer(session, who, draft=report, terms=AnswerTerms("Bakery bid", "Who else?", 90))
        assert report.more["leads"] == leads
        drop_passage(session, who, draft=report, choice=chosen.public_id)

        assert report.more["leads"] == {}
        assert read(session, who, report).pieces == ()
        with pytest.raises(NotFound):
            drop_passage(session, who, draft=report, choice=chosen.public_id)


# What is said of it, and what happens when words go


def test_the_pack_says_who_speaks_how_it_was_checked_and_whom_they_stand_among(
    world: World,
) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        pick(session, who, report, world.checked)
        pack = pack_of(session, who, report)

    (told,) = pack.told
    assert (told.facts["finding"], told.facts["verified_by"]) == ("upheld", "Assurance")
    assert "promise" not in told.facts, "whoever sent a story reads no ledger of the buyer's"
    said = text(pack, first_page=False)
    assert "How do you help people into work?" in said
    assert "The person, in their own words" in said
    assert "It says what the first job meant." in said
    assert "2 times" in said
    assert "Employ eight people" not in said


def test_an_answer_that_is_too_long_or_quotes_nobody_says_so(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=AnswerTerms("Bid", "Who?", 20))
        assert "blocks:empty" in {one.key for one in pack_of(session, who, report).warnings}
        pick(session, who, report, world.free)
        write_words(session, who, draft=report, opening="word " * 20, closing="", leads={})
        keys = {one.key for one in pack_of(session, who, report).warnings}

    assert "too_long" in keys
    assert not any(one.startswith("blocks:") for one in keys)


@pytest.mark.parametrize("all_of_it", [True, False])
def test_what_is_taken_back_leaves_an_answer_and_the_issued_one_is_called_back(
    world: World, all_of_it: bool
) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        draft, issued = (begin_answer(session, who, terms=TERMS) for _ in range(2))
        for report in (draft, issued):
            chosen = pick(session, who, report, world.free)
            leads = {str(chosen.public_id): "A woman who smiles says:"}
            write_words(session, who, draft=report, opening="", closing="", leads=leads)
        answer_principles(session, who, draft=issued, answers=ANSWERS)
        issue_report(session, who, draft=issued, issued_to="The buyer", smallest=1)
        assert "smile" in text(thaw(session, who, issued), first_page=False)
        submission = session.get_one(Submission, world.free.submission_id)
        if all_of_it:
            withdraw_story(session, who, submission=submission)
        else:
            withdraw_purpose(session, who, submission=submission, purpose=Purpose.OTHER_BODIES)
        session.flush()
        session.expire_all()

        for pack in (pack_of(session, who, draft), thaw(session, who, issued)):
            said = text(pack, first_page=False)
            assert "smile" not in said
            assert "Rosalind" not in said
        keys = {one.key for one in pack_of(session, who, draft).warnings}
        assert {"blocks:empty", "passage_gone"} <= keys
        if all_of_it:
            assert draft.more["leads"] == issued.more["leads"] == {}
        answer_principles(session, who, draft=draft, answers=ANSWERS)
        with pytest.raises(RuleBroken):
            issue_report(session, who, draft=draft, issued_to="The buyer", smallest=1)


def test_what_everybody_reads_needs_a_public_page(world: World) -> None:
    with undone(world) as session:
        asked = Asked(kind=ReportKind.STORY_TO_ANSWER, purpose=Purpose.PUBLIC)
        pack = build_pack(session, actor(world, world.worker), asked, smallest=1)

    assert (pack.stories, pack.told) == (0, ())


# Pages


@pytest.fixture(scope="module")
def browse(world: World, tmp_path_factory: pytest.TempPathFactory) -> CheckingClient:
    """A browser of the charity's worker."""
    app = create_app(world.bank.settings, world.bank)  # type: ignore[arg-type]
    app.testing = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("t")))
    app.test_client_class = CheckingClient
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in_directly(world.worker)
    return client


def test_an_answer_is_written_from_beginning_to_end(world: World, browse: CheckingClient) -> None:
    bad = browse.submit("/bids/new", {"title": "", "question": "Who?", "limit": "ten"})
    assert bad.status_code == 422
    assert "Who?" in bad.get_data(as_text=True)

    begun = browse.submit("/bids/new", {"title": "Bakery", "question": "Who?", "limit": "40"})
    assert begun.status_code == 303
    where = begun.location.removesuffix("/passages")
    offered = browse.page(f"{where}/passages?words=smile")
    assert "Rosalind" in words(offered)
    assert "Withheld" not in browse.text(f"{where}/passages")
    (use,) = offered.xpath("//a[starts-with(normalize-space(), 'Use this')]/@href")
    assert browse.submit(use, {"reason": " "}).status_code == 422
    assert browse.submit(use, {"reason": "It fits."}).status_code == 303

    asked = browse.text(f"{where}/passages")
    assert "What is different now? Told" in asked
    assert "What was hard, or did not work?" in asked

    page = browse.page(where)
    (lead,) = page.xpath("//textarea[starts-with(@name, 'lead-')]/@name")
    saved = {"opening": "We bake.", "closing": "", lead: "She says:", "act": "save"}
    assert browse.submit(where, saved).status_code == 303
    said = browse.text(where)
    assert "We bake. She says: “Since May I smile." in said
    assert "of 40 words" in said
    named = browse.submit(where, {**saved, "opening": "Ask Rosalind."})
    assert named.status_code == 422
    assert "Ask Rosalind." in named.get_data(as_text=True)

    out = lead.replace("lead-", "out:")
    assert browse.submit(where, {**saved, "act": out}).status_code == 303
    assert "An answer begins with what somebody said" in browse.text(where)
    assert "Bakery" in browse.text("/bids")


def test_what_is_not_there_is_not_found(world: World, browse: CheckingClient) -> None:
    with world.bank.database.transaction() as session:
        report = begin_answer(session, actor(world, world.stranger), terms=TERMS)
        address = f"/bids/{report.public_id}"
    for where in ("", "/edit", "/passages", f"/passages/pick?story={uuid4()}&start=0&end=9"):
        browse.page(f"{address}{where}", status=404)
        browse.page(f"/bids/{uuid4()}{where}", status=404)
    with world.bank.database.transaction() as session:
        own = begin_answer(session, actor(world, world.worker), terms=TERMS).public_id
    for query in ("theme=nothing", "change=sideways"):
        browse.page(f"/bids/{own}/passages?{query}", status=404)
    for query in ("", "?story=x&start=0&end=1", f"?story={world.theirs.public_id}&start=0&end=30"):
        browse.page(f"/bids/{own}/passages/pick{query}", status=404)


def test_an_issued_answer_is_read_where_issued_reports_are(
    world: World, browse: CheckingClient
) -> None:
    with world.bank.database.transaction() as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        pick(session, who, report, world.free)
        answer_principles(session, who, draft=report, answers=ANSWERS)
        issue_report(session, who, draft=report, issued_to="The buyer", smallest=1)
        address = f"/bids/{report.public_id}"

    assert browse.get(address).location.endswith(f"/issued/{report.public_id}")
    browse.page(f"{address}/edit", status=404)
    browse.page(f"{address}/passages", status=404)


def test_what_is_only_to_be_learnt_from_stands_in_no_bid(world: World) -> None:
    with undone(world) as session:
        who = actor(world, world.worker)
        report = begin_answer(session, who, terms=TERMS)
        story = session.get_one(Story, world.free.key)
        mark_learning_only(session, who, story=story)
        found = offer_passages(material(session, who, report), per_page=100)

    assert {one.story for one in found.told} == {str(world.checked.public_id)}


def test_a_long_question_stands_above_its_answer_and_not_in_its_heading(world: World) -> None:
    asked = "How will you help people into work, and keep them there? " * 6
    with undone(world) as session:
        who = actor(world, world.worker)
        short = begin_answer(session, who, terms=TERMS)
        long = begin_answer(session, who, terms=AnswerTerms("Bakery bid", asked))
        packs = pack_of(session, who, short), pack_of(session, who, long)

    assert [one.question for one in packs] == [TERMS.question, "Bakery bid"]
    assert [one.front[0].key for one in packs] == ["answer", "question"]
    assert asked.strip() in packs[1].model_dump_json()
