"""The board pack, who is missing and the learning log: what they say, and what they never do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.nlp.reading import Change, Reading, ReadSegment, Speaker, SuggestedConcern, Voice
from storybank.reports import service
from storybank.reports.models import ChoiceMade, LearningNote, ReportChoice, ReportKind
from storybank.reports.pack.blocks import Figure, Pack, StoryWhole, figures_of, lines_of, plain_text
from storybank.reports.pack.blocks import Voice as Quoted
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked, Period
from storybank.rights.queries.taking_back import Kept
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.tagging import service as tagging
from storybank.tagging.models import Coding, CodingStatus, Identifier, Segment
from storybank.verification.models import Finding, Selection, SelectionPanel, SelectionRound
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
BOARD_ONLY = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)
QUOTED_ONLY = (Purpose.CONTRACT_MANAGEMENT, Purpose.QUOTATION)
MINE = (ReportKind.BOARD_PACK, ReportKind.WHO_IS_MISSING, ReportKind.LEARNING_LOG)
PAGES = ("/reports/preview", "/reports/passages", "/reports/passages?show=linked")


@dataclass(frozen=True)
class Town:
    """A council with two contracts, and the people around them."""

    make: Factory
    manager: User
    board: User
    verifier: User
    contract: Contract
    other: Contract
    promises: tuple[Commitment, ...]

    def pack(self, kind: ReportKind = ReportKind.BOARD_PACK, **more: Any) -> Pack:
        """What the board reads, with no number too small to be told unless asked for."""
        user = more.pop("user", self.board)
        options = {name: more.pop(name) for name in ("choices", "kept") if name in more}
        smallest = more.pop("smallest", 1)
        with self.make.session() as session:
            asked = Asked(kind=kind, **more)
            actor = self.make.actor(user)
            return build_pack(session, actor, asked, smallest=smallest, **options)

    def told(self, sentences: list[str], /, **values: Any) -> Story:
        """A story of these sentences, cut as they are, without a model."""
        values = {"contract": self.contract, **values}
        story = self.make.story(self.manager, body=" ".join(sentences), **values)
        with self.make.bank.database.transaction() as session:
            kept = session.get_one(Story, story.key)
            found = select(StoryVersion).where(StoryVersion.story_id == story.key)
            version = session.exec(found).one()
            segments, at = [], 0
            for sentence in sentences:
                end = at + len(sentence)
                segments.append(
                    ReadSegment(at, end, sentence, Speaker.STORYTELLER, voice=Voice.OWN)
                )
                at = end + 1
            tagging.keep_reading(
                session,
                Actor.pipeline(),
                story=kept,
                version=version,
                reading=Reading("cut", tuple(segments), (), SuggestedConcern(False, ())),
                suggest=True,
            )
        return story

    def coded(self, story: Story, number: int, theme: str, change: str) -> Coding:
        return self.make.coding(self.manager, story, number, theme, change)

    def linked(self, story: Story, promise: int, words: str, stance: str = "supports") -> Any:
        return self.make.link(
            self.manager, story, self.promises[promise], words=words, stance=stance
        )

    def verified(self, link: EvidenceLink, finding: Finding) -> None:
        self.make.finding(self.verifier, link, finding, reason=f"Because of {finding.value}.")


@pytest.fixture
def town(make: Factory) -> Town:
    council = make.organisation("authority", "Town Council")
    contract = make.contract(council, title="Day support")
    other = make.contract(council, title="Street trees")
    return Town(
        make,
        manager=make.user("contract_manager", organisation=council),
        board=make.user("board_reader", organisation=council),
        verifier=make.user("verifier", organisation=make.organisation("verifier", "Assurance CIC")),
        contract=contract,
        other=other,
        promises=(
            make.commitment(contract, "connection", text="Run a lunch club."),
            make.commitment(contract, "money", text="Give advice on money."),
            make.commitment(
                other, "nature", text="Plant two hundred trees.", beneficiaries="Everybody here"
            ),
        ),
    )


def text_of(pack: Pack) -> str:
    """Everything a pack says, without what tells of one story."""
    lines = [
        plain_text(line)
        for section in pack.every_section()
        for block in section.blocks
        for line in lines_of(block)
    ]
    return "\n".join([*(one.title for one in pack.every_section()), *lines])


def words_of(pack: Pack) -> list[str]:
    """Every word of a story that is quoted."""
    return [one.words for one in pack.told if one.words]


def figures(pack: Pack, **behind: str) -> set[int | None]:
    """The numbers of the figures that open just this."""
    return {one.number for one in figures_of(pack) if one.counted == behind}


# What is said


def fill(town: Town) -> Story:
    """Something better, something worse, claims for and against, and findings."""
    first = town.told(["I was xylophone lonely.", "Now I ring six people every single week."])
    town.coded(first, 0, "connection", "need")
    town.coded(first, 1, "connection", "better")
    link = town.linked(first, 0, "Now I ring six people every single week.")
    town.verified(link, Finding.UPHELD)
    second = town.told(["They closed the hall and I have not been out since that day."])
    town.coded(second, 0, "connection", "worse")
    against = town.linked(second, 0, second_words(), stance="contradicts")
    town.verified(against, Finding.NOT_UPHELD)
    return first


def second_words() -> str:
    return "They closed the hall and I have not been out since that day."


def test_the_pack_answers_on_its_first_page_and_gives_each_priority_a_page(town: Town) -> None:
    fill(town)

    pack = town.pack()
    said = text_of(pack)

    assert pack.question.startswith("Whose lives have changed")
    assert [one.key for one in pack.front] == [
        "answer",
        "voices",
        "worse",
        "missing",
        "changed-front",
    ]
    assert "2 people told us about their lives, in 2 stories." in said
    # All four directions are told, also the one that nobody speaks of.
    assert (
        "1 time that something got better, 1 that something got worse, 1 that something is or was "
        "lacking, and 0 only what was done" in said
    )
    assert "People speak for 1 of 3 promises and against 1; about 2 nobody" in said
    assert "Independent people checked 2 of 2 claims: 1 upheld, 0 partly upheld, 1 not" in said
    assert {one.title for one in pack.sections if one.new_page} >= {"Wellbeing", "Community"} - {
        "Community"
    }
    assert "Nobody in this report speaks about Street trees." in said
    assert "Promises that people’s words contradict" in said
    assert "Plant two hundred trees." in said  # a promise nobody speaks of is named
    quoted = words_of(pack)
    assert second_words() in quoted
    assert any("Because of not_upheld." in one.facts.get("found", "") for one in pack.told)
    assert "Because of" not in said  # why it was not upheld may echo the story
    assert "xylophone" not in said


def test_numbers_of_a_few_are_words(town: Town) -> None:
    fill(town)

    pack = town.pack(smallest=5)
    said = text_of(pack)

    assert "Only a few people told us about their lives" in said
    assert all(
        one.number in (None, 0) or "stage" in str(one.counted) or one.of == "promises"
        for one in figures_of(pack)
    )
    assert "Some people speak for it, and some against it" in said
    assert [one.key for one in pack.warnings][:1] == ["thin"]
    assert second_words() in words_of(pack)


def test_a_report_of_nobody_says_what_will_be_here(town: Town, sign_in: SignIn) -> None:
    for kind in MINE:
        pack = town.pack(kind)
        assert "No story can stand in this report yet." in text_of(pack)
        assert pack.told == ()
        assert [one.key for one in pack.warnings] == ["nobody"]
    page = sign_in(town.board).text("/reports/preview")
    assert "No story can stand in this report yet" in page
    assert "Nobody in this report speaks about Day support" in page


# Whose words


def never(town: Town, *more: str) -> Story:
    return secret(town, *more, purposes=(Purpose.CONTRACT_MANAGEMENT,))


def held(town: Town) -> Story:
    story = secret(town)
    with town.make.bank.database.transaction() as session:
        session.get_one(Story, story.key).status = StoryStatus.HELD
    return story


def secret(town: Town, *more: str, **values: Any) -> Story:
    """A story with everything a report could show, all of it to be recognised."""
    story = town.told(
        [*more, "I was xylophone lonely.", "Now I am quokka glad."],
        title="Zeppelin days",
        display_name="Wilhelmina",
        place="Ultima Thule",
        **values,
    )
    town.coded(story, 0, "connection", "worse")
    town.coded(story, 1, "culture", "better")
    town.verified(town.linked(story, 0, "I was xylophone lonely."), Finding.NOT_UPHELD)
    return story


@pytest.mark.parametrize("why", [never, held])
def test_a_story_boards_may_not_read_leaves_nothing(
    town: Town, sign_in: SignIn, why: Callable[[Town], Story]
) -> None:
    open_story = town.told(["I have friends now."])
    town.coded(open_story, 0, "connection", "better")
    before = {kind: town.pack(kind) for kind in MINE}

    story = why(town)

    client = sign_in(town.board)
    for kind in MINE:
        after = town.pack(kind)
        assert after.told == before[kind].told
        assert list(figures_of(after)) == list(figures_of(before[kind]))
        held_words = after.model_dump_json()
        for word in ("xylophone", "quokka", "Zeppelin", "Wilhelmina", "Thule", "not_upheld."):
            assert word not in held_words, (kind, word)
        assert str(story.public_id) not in held_words
    assert ("A few stories are held back" in client.text("/reports/preview")) is (why is never)
    assert ("1 story is held back" in text_of(town.pack())) is (why is never)


def test_who_allows_only_quotation_is_quoted_and_never_told_whole(
    town: Town, sign_in: SignIn
) -> None:
    story = town.told(["I was xylophone lonely.", "It rains."], purposes=QUOTED_ONLY)
    town.coded(story, 0, "connection", "worse")
    whole = chosen(story, ChoiceMade.TELL_WHOLE)

    pack = town.pack(choices=(whole,))

    assert words_of(pack) == ["I was xylophone lonely."]
    assert "story" not in {one.key for one in pack.sections}
    page = sign_in(town.board).get("/reports/preview").get_data(as_text=True)
    assert "xylophone" in page
    assert str(story.public_id) not in page
    assert "It rains." not in page
    with town.make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            town.make.actor(town.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.QUOTATION,
        )
    assert words_of(town.pack(choices=(whole,))) == []


def test_only_confirmed_own_words_are_counted_and_quoted(town: Town) -> None:
    story = town.told(
        ["I was xylophone lonely.", "The quokka lady sleeps better now.", "Do you have friends?"]
    )
    town.coded(story, 0, "connection", "better")
    town.coded(story, 1, "money", "worse")
    town.coded(story, 2, "connection", "better")
    suggested = town.linked(story, 0, "I was xylophone lonely.")
    with town.make.bank.database.transaction() as session:
        session.get_one(EvidenceLink, suggested.key).status = LinkStatus.SUGGESTED
        _, about, asked = session.exec(select(Segment).order_by(col(Segment.position))).all()
        about.voice = Voice.TOLD
        asked.speaker, asked.voice = Speaker.INTERVIEWER, Voice.ASKED

    pack = town.pack()

    assert set(words_of(pack)) == {"I was xylophone lonely."}
    assert figures(pack, change="better") == {1}
    assert figures(pack, change="worse") == {1}  # told about them: counted, and not quoted
    assert "Nobody independent has checked anything yet." in text_of(pack)
    with town.make.bank.database.transaction() as session:
        for coding in session.exec(select(Coding)):
            coding.status = CodingStatus.SUGGESTED
    assert words_of(town.pack()) == []
    assert "nothing is quoted" in text_of(town.pack())


def test_personal_details_are_masked_wherever_words_stand(town: Town, sign_in: SignIn) -> None:
    sentence = "I ring Patricia at 14 Mill Lane every day now."
    story = town.told([sentence], title="Patricia and I")
    town.coded(story, 0, "connection", "better")
    town.verified(town.linked(story, 0, sentence), Finding.PARTLY_UPHELD)
    with town.make.bank.database.transaction() as session:
        for detail, kind in (("Patricia", "PERSON"), ("14 Mill Lane", "ADDRESS")):
            at = sentence.index(detail)
            row = {"start": at, "end": at + len(detail), "type": kind, "origin": "test"}
            session.add(Identifier(story_version_id=1, **row))

    pack = town.pack(choices=(chosen(story, ChoiceMade.TELL_WHOLE),))

    for one in pack.told:
        assert "Patricia" not in one.model_dump_json()
        assert "Mill Lane" not in one.model_dump_json()
    assert any("I ring [a name] at [an address]" in one for one in words_of(pack))
    assert any("I ring [a name]" in one.facts.get("found", "") for one in pack.told)
    page = sign_in(town.board).text("/reports/preview")
    assert "I ring [a name] at [an address] every day now." in page
    assert "Partly upheld" in page


def test_words_that_an_edit_took_out_are_not_quoted(town: Town, sign_in: SignIn) -> None:
    story = town.told(["I was xylophone lonely.", "Now I am glad."])
    town.verified(town.linked(story, 0, "I was xylophone lonely."), Finding.UPHELD)
    with town.make.bank.database.transaction() as session:
        stories.publish_version(
            session,
            town.make.actor(town.manager),
            story=session.get_one(Story, story.key),
            title="Glad",
            body="Now I am glad.",
            note="",
            based_on=1,
        )
    town.make.run_pipeline()

    town.make.bank.settings.smallest_group = 1  # of fewer a page would list no words at all
    client = sign_in(town.board)
    for url in PAGES:
        assert "xylophone" not in client.text(url)


def test_each_story_is_heard_once_and_the_bad_is_heard(town: Town) -> None:
    for number in range(8):
        story = town.told([f"I am glad of number {number}, more than I can say to you."])
        town.coded(story, 0, "connection", "better")
    story = town.told([second_words()])
    town.coded(story, 0, "connection", "worse")

    pack = town.pack()

    voices = [
        pack.told[block.told].story
        for section in pack.every_section()
        for block in section.blocks
        if isinstance(block, Quoted)
    ]
    assert len(voices) == len(set(voices))
    assert second_words() in words_of(pack)
    assert [one.title for one in pack.front if one.key == "worse"] == ["What got worse"]


def test_what_was_chosen_is_quoted_and_what_was_left_out_is_not(town: Town) -> None:
    for number in range(3):
        story = town.told([f"I am glad of number {number}, more than I can say to you."])
        town.coded(story, 0, "connection", "better")
    story = town.told(["Quite so.", "I was xylophone lonely until they rang me every week."])
    town.coded(story, 0, "connection", "activity")
    town.coded(story, 1, "connection", "worse")

    quote = chosen(story, ChoiceMade.QUOTE, 0, 9)
    leave_out = chosen(story, ChoiceMade.LEAVE_OUT, 10, 63)

    assert "Quite so." in words_of(town.pack(choices=(quote,)))
    left = words_of(town.pack(choices=(quote, leave_out)))
    assert "Quite so." in left
    assert not any("xylophone" in one for one in left)


def test_another_authoritys_report_holds_nothing_of_it(town: Town) -> None:
    fill(town)
    stranger = town.make.user("board_reader")

    for kind in MINE:
        pack = town.pack(kind, user=stranger)
        assert (pack.stories, pack.told) == (0, ())
        assert "Run a lunch club." not in text_of(pack)
    with pytest.raises(NotFound):
        town.pack(user=stranger, contract=town.contract)
    with pytest.raises(NotAllowed):
        town.pack(user=town.verifier)
    with pytest.raises(RuleBroken):
        town.pack(period=Period(date(2026, 2, 1), date(2026, 1, 1)))


# The story of the meeting


def chosen(story: Story, choice: ChoiceMade, start: int = 0, end: int = 0) -> ReportChoice:
    return ReportChoice(
        report_id=1,
        story_id=story.key,
        story_version_id=story.key,
        start=start,
        end=end,
        choice=choice,
        reason="It changed how we think of time.",
    )


def test_one_story_is_told_whole_with_its_reason(town: Town) -> None:
    story = town.told(
        ["I had nobody.", "They ran a lunch club.", "Now I have six friends."],
        title="Six friends",
        purposes=BOARD_ONLY,
    )
    for number, change in enumerate(("need", "activity", "better")):
        town.coded(story, number, "connection", change)

    (section,) = [
        one
        for one in town.pack(choices=(chosen(story, ChoiceMade.TELL_WHOLE),)).sections
        if one.key == "story"
    ]
    pack = town.pack(choices=(chosen(story, ChoiceMade.TELL_WHOLE),))
    whole = pack.told[next(one.told for one in section.blocks if isinstance(one, StoryWhole))]

    assert whole.words == "I had nobody. They ran a lunch club. Now I have six friends."
    assert whole.facts["title"] == "Six friends"
    assert whole.facts["chosen"] == "It changed how we think of time."
    assert [whole.facts[name] for name in ("before", "happened", "now")] == [
        "I had nobody.",
        "They ran a lunch club.",
        "Now I have six friends.",
    ]
    assert "think of time" not in text_of(pack)
    assert "no_story" not in {one.key for one in pack.warnings}
    assert "no_story" in {one.key for one in town.pack().warnings}


def test_a_story_a_panel_chose_is_told_unless_it_was_left_out(town: Town) -> None:
    story = town.told(["I had nobody.", "Now I have six friends."])
    town.coded(story, 1, "connection", "better")
    with town.make.bank.database.transaction() as session:
        panel = SelectionPanel(
            organisation_id=town.manager.organisation_id, title="Spring panel", question="Which?"
        )
        session.add(panel)
        session.flush()
        held = SelectionRound(
            panel_id=panel.key, number=1, held_on=date(2026, 3, 3), sat="Three tenants"
        )
        session.add(held)
        session.flush()
        session.add(
            Selection(
                round_id=held.key,
                story_id=story.key,
                domain="Belonging",
                is_chosen=True,
                reason="It lasts.",
            )
        )

    pack = town.pack()
    (told,) = [one for one in pack.told if one.facts.get("chosen")]
    left_out = town.pack(choices=(chosen(story, ChoiceMade.LEAVE_OUT),))

    assert told.facts["chosen"] == (
        "The panel “Spring panel” chose it for “Belonging” on 3 March 2026: It lasts."
    )
    assert left_out.told == ()


# Who is missing


def test_who_is_missing_names_contracts_groups_and_ways_on(town: Town) -> None:
    fill(town)
    never(town)

    pack = town.pack(ReportKind.WHO_IS_MISSING)
    said = text_of(pack)

    assert "They speak about 1 of 2 contracts. Of 3 promises, 2 are spoken of by nobody." in said
    assert "1 story is held back because the storyteller has not allowed boards" in said
    assert "Ask for stories about Street trees." in said
    assert "Everybody here" in said
    assert figures(pack, whom="Everybody here", stage="silent") == {1}
    assert "2 promises do not say for whom they are meant." in said


def test_what_was_taken_back_and_is_still_counted_is_told_apart(town: Town) -> None:
    fill(town)
    kept = [Kept("Social connection", Change.BETTER, 2026, 2)]

    for kind in (ReportKind.BOARD_PACK, ReportKind.WHO_IS_MISSING):
        said = text_of(town.pack(kind, kept=lambda session, ids: kept))
        assert "2 passages were taken back by those who told them." in said
        assert "Social connection, better, 2 in 2026." in said
    assert figures(town.pack(kept=lambda session, ids: kept), change="better") == {1}


# What to think of


def test_warnings_say_what_is_weak(town: Town) -> None:
    for number in range(5):
        story = town.told(
            [f"I am glad of number {number}, more than I can say to you."],
            told_on=clock.today() - timedelta(days=900),
        )
        town.coded(story, 0, "connection", "better")
    keys = {one.key for one in town.pack().warnings}
    assert keys >= {"one_organisation", "nothing_bad", "unlinked", "old", "silent", "no_story"}
    assert "thin" not in keys

    fill(town)
    for number in range(4):
        never(town, f"Number {number}.")
    warned = {one.key: one.words for one in town.pack().warnings}
    assert warned.keys() >= {"one_organisation", "single_source", "held_back"}
    assert not warned.keys() & {"nothing_bad", "unlinked", "unverified"}
    assert "4 stories are held back" in warned["held_back"]


# Learning


def test_what_was_learnt_is_written_read_and_told(town: Town, sign_in: SignIn) -> None:
    fill(town)
    client, today = sign_in(town.manager), clock.today()
    assert "Nothing is written down yet" in client.text("/learning")
    refused = client.submit("/learning/new", {"taught": "", "changed": "We ring people now."})
    assert refused.status_code == 422
    assert "We ring people now." in refused.get_data(as_text=True)

    client.submit(
        "/learning/new",
        {
            "taught": "The bus times decide who can come.",
            "contract": str(town.contract.public_id),
            "learnt_on": [str(part) for part in (today.day, today.month, today.year)],
        },
    )
    client.submit(
        client.page("/learning").xpath("//a[contains(@href, '/edit')]/@href")[0],
        {
            "taught": "The bus times decide who can come.",
            "changed": "We begin at ten.",
            "happened": "Two more people came.",
        },
    )

    pack = town.pack(ReportKind.LEARNING_LOG, contract=town.contract)
    said = text_of(pack)
    for words in ("The bus times decide who can come.", "We begin at ten.", "Two more people"):
        assert words in said
    assert "This log judges nobody." in said
    assert "What was learnt: The bus times decide who can come." in text_of(town.pack())
    board = sign_in(town.board)
    assert "We begin at ten." in board.text("/learning")
    board.page("/learning/new", status=403)
    stranger = sign_in(town.make.user("contract_manager"))
    assert "bus times" not in stranger.text("/learning")
    with town.make.session() as session:
        note = session.exec(select(LearningNote)).one()
    stranger.page(f"/learning/{note.public_id}/edit", status=404)


def test_a_note_needs_words_a_day_that_has_been_and_ones_own_contract(town: Town) -> None:
    stranger = town.make.user("contract_manager")
    terms: dict[str, Any] = {"contract": None, "taught": "Listen.", "learnt_on": clock.today()}
    with town.make.bank.database.transaction() as session:
        actor = town.make.actor(town.manager)
        for change, field in (
            ({"taught": " "}, "taught"),
            ({"learnt_on": clock.today() + timedelta(days=1)}, "learnt_on"),
            ({"happened": "x" * 2001}, "happened"),
        ):
            with pytest.raises(RuleBroken) as broken:
                service.write_learning_note(session, actor, **{**terms, **change})
            assert broken.value.field == field
        with pytest.raises(NotAllowed):
            service.write_learning_note(session, town.make.actor(town.board), **terms)
        with pytest.raises(RuleBroken):
            service.write_learning_note(
                session, town.make.actor(stranger), **{**terms, "contract": town.contract}
            )


# How it is made


@contextmanager
def counting(make: Factory) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engine = make.bank.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_report_takes_as_many_statements_for_twelve_stories_as_for_six(town: Town) -> None:
    def add(number: int) -> None:
        words = f"I am glad of it, number {number}, and I go there every week."
        story = town.told([words, "It got worse when they closed the hall."])
        town.coded(story, 0, "connection", "better")
        town.coded(story, 1, "money", "worse")
        link = town.linked(story, number % 2, words)
        if number % 2:
            town.verified(link, Finding.UPHELD)

    numbers = []
    for batch in (range(6), range(6, 12)):
        for number in batch:
            add(number)
        numbers.append([])
        for kind in MINE:
            with counting(town.make) as statements:
                town.pack(kind)
            numbers[-1].append(len(statements))

    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 70


def test_every_kind_has_easy_lines(town: Town) -> None:
    fill(town)
    for kind in MINE:
        pack = town.pack(kind)
        assert 4 <= len(pack.easy) <= 12
        for one in pack.easy:
            assert len(plain_text(one.line).split()) <= 16
            assert all(isinstance(part, (str, Figure)) for part in one.line)


def test_sentences_tell_no_number_of_few_people(town: Town) -> None:
    """What is no figure follows the same rule: stories answered, and passages kept as counts."""
    fill(town)
    kept = [Kept("Wellbeing", Change.WORSE, 2026, 2)]

    for kind in (ReportKind.BOARD_PACK, ReportKind.LEARNING_LOG):
        said = text_of(town.pack(kind, smallest=5))
        assert "of the few stories" in said
        assert re.search(r"\b\d of \d stor", said) is None, kind
    said = text_of(town.pack(smallest=5, kept=lambda session, ids: kept))
    assert "They speak of: Wellbeing." in said
    assert "2 in 2026" not in said
    assert "2 passages were taken back" not in said
