"""The board report: what it counts, what it may say, and what it must never say."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.codebook.models import Code
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Consent, Purpose, Submission
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change, Reading, ReadSegment, Speaker, SuggestedConcern, Voice
from storybank.reports.pack.board_report import BoardReport, build_board_report
from storybank.reports.pack.passages import Show, Wanted, list_passages_behind
from storybank.reports.rules import Period
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.tagging import service as tagging
from storybank.tagging.models import Coding, CodingStatus, Identifier, Segment
from storybank.verification.models import Finding, Verification
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
THEMES = ("connection", "money", "voice", "employment")
BOARD_ONLY = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)
QUOTED_ONLY = (Purpose.CONTRACT_MANAGEMENT, Purpose.QUOTATION)


@dataclass(frozen=True)
class Place:
    """A council with two contracts, and the people around them."""

    manager: User
    board: User
    verifier: User
    contract: Contract
    other: Contract
    promises: tuple[Commitment, ...]


@pytest.fixture
def place(make: Factory) -> Place:
    council = make.organisation("authority", "Town Council")
    contract = make.contract(council, title="Day support")
    other = make.contract(council, title="Street trees")
    return Place(
        manager=make.user("contract_manager", organisation=council),
        board=make.user("board_reader", organisation=council),
        verifier=make.user("verifier", organisation=make.organisation("verifier", "Assurance CIC")),
        contract=contract,
        other=other,
        promises=(
            make.commitment(contract, "connection", text="Run a lunch club."),
            make.commitment(contract, "money", text="Give advice on money."),
            make.commitment(other, "nature", text="Plant two hundred trees."),
        ),
    )


def told(make: Factory, council: Place, sentences: list[str], /, **values: Any) -> Story:
    """A story of these sentences, cut as they are, without a model."""
    values = {"contract": council.contract, **values}
    story = make.story(council.manager, body=" ".join(sentences), **values)
    with make.bank.database.transaction() as session:
        kept = session.get_one(Story, story.key)
        version = session.exec(select(StoryVersion).where(StoryVersion.story_id == story.key)).one()
        segments, at = [], 0
        for sentence in sentences:
            segments.append(
                ReadSegment(at, at + len(sentence), sentence, Speaker.STORYTELLER, voice=Voice.OWN)
            )
            at += len(sentence) + 1
        tagging.keep_reading(
            session,
            Actor.pipeline(),
            story=kept,
            version=version,
            reading=Reading("cut", tuple(segments), (), SuggestedConcern(False, ())),
            suggest=True,
        )
    return story


def make_report(make: Factory, user: User, contract: Contract | None = None, **days: Any):  # type: ignore[no-untyped-def]
    with make.session() as session:
        return build_board_report(session, make.actor(user), contract=contract, **days)


def verify(make: Factory, place: Place, link: EvidenceLink, finding: Finding) -> None:
    make.finding(place.verifier, link, finding, reason=f"Because of {finding.value}.")


# Figures, recounted slowly


def fill(make: Factory, place: Place, seed: int) -> None:
    """A bank of random stories, codings, links, findings and permissions."""
    rng = random.Random(seed)
    for number in range(rng.randint(3, 6)):
        tell(make, place, rng, f"{seed}-{number}")
        unsettle(make, rng)


def tell(make: Factory, place: Place, rng: random.Random, name: str) -> None:
    sentences = [f"Sentence {i} of story {name} says I am well." for i in range(4)]
    story = told(
        make,
        place,
        sentences,
        contract=rng.choice([place.contract, place.contract, place.other, None]),
        purposes=rng.choice(
            [tuple(Purpose), BOARD_ONLY, QUOTED_ONLY, (Purpose.CONTRACT_MANAGEMENT,)]
        ),
        told_on=rng.choice([None, date(2026, 1, 1) + timedelta(days=rng.randint(0, 90))]),
        kind=rng.choice(["beneficiary_story", "interview_transcript", "case_study"]),
    )
    for _ in range(rng.randint(0, 6)):
        change = rng.choice(list(Change)).value
        make.coding(place.manager, story, rng.randrange(4), rng.choice(THEMES), change)
    for promise in place.promises:
        if promise.contract_id != story.contract_id or rng.random() < 0.4:
            continue
        link = make.link(
            place.manager,
            story,
            promise,
            words=rng.choice(sentences),
            stance=rng.choice(list(Stance)).value,
        )
        if rng.random() < 0.5:
            verify(make, place, link, rng.choice(list(Finding)))


def unsettle(make: Factory, rng: random.Random) -> None:
    """Take back, hold, withdraw or let expire some of what is there."""
    gone = [LinkStatus.SUGGESTED, LinkStatus.REJECTED, LinkStatus.VOID]
    ends = [None, clock.today() - timedelta(days=1), clock.today()]

    def some(kind: type[Any]) -> list[Any]:
        return [row for row in session.exec(select(kind)) if rng.random() < 0.1]

    with make.bank.database.transaction() as session:
        for coding in some(Coding):
            coding.status = rng.choice([CodingStatus.SUGGESTED, CodingStatus.REJECTED])
        for link in some(EvidenceLink):
            link.status = rng.choice(gone)
        for consent in some(Consent):
            consent.expires_on = rng.choice(ends)
            consent.withdrawn_at = rng.choice([None, clock.now()])
        for story in some(Story):
            story.status = rng.choice(list(StoryStatus))


@dataclass(frozen=True)
class Slow:
    """The figures, counted row by row with nothing borrowed from the report."""

    people: int
    stories: int
    changes: dict[str, tuple[int, int]]
    themes: dict[tuple[str, str], tuple[int, int]]
    evidenced: int
    contradicted: set[str]
    silent: set[str]
    links: int
    findings: dict[str, int]
    held_back: int
    unattached: int
    undated: int


def boards_may_read(session: Session, story: Story) -> bool:
    live = False
    for consent in session.exec(select(Consent)):
        if consent.submission_id == story.submission_id and consent.purpose in IN_BOARD_REPORTS:
            expired = consent.expires_on is not None and consent.expires_on < clock.today()
            live = live or (consent.withdrawn_at is None and not expired)
    return live


def told_within(story: Story, told_from: date | None, told_to: date | None) -> bool:
    if told_from is None and told_to is None:
        return True
    if story.told_on is None:
        return False
    return (told_from or date.min) <= story.told_on <= (told_to or date.max)


def recount(
    session: Session, contracts: list[Contract], told_from: date | None, told_to: date | None
) -> Slow:
    ids = {one.key for one in contracts}
    heard: dict[int, Story] = {}
    left_out = dict.fromkeys(["held_back", "unattached", "undated"], 0)
    for story in session.exec(select(Story)):
        if story.status is not StoryStatus.ACCEPTED:
            continue
        live, own = boards_may_read(session, story), story.contract_id in ids
        within = told_within(story, told_from, told_to)
        if live and own and within:
            heard[story.key] = story
        left_out["held_back"] += own and within and not live
        left_out["unattached"] += story.contract_id is None and within and live
        left_out["undated"] += own and live and not within and story.told_on is None
    return Slow(
        people=len({story.contributor_id for story in heard.values()}),
        stories=len(heard),
        **recount_codings(session, heard),
        **recount_links(session, heard, ids),
        **left_out,
    )


def recount_codings(session: Session, heard: dict[int, Story]) -> dict[str, Any]:
    themes = {code.key: code.slug for code in session.exec(select(Code))}
    changes: dict[str, list[set[Any]]] = defaultdict(lambda: [set(), set()])
    by_theme: dict[tuple[str, str], list[set[Any]]] = defaultdict(lambda: [set(), set()])
    for coding in session.exec(select(Coding)):
        segment = session.get_one(Segment, coding.segment_id)
        story_id = session.get_one(StoryVersion, segment.story_version_id).story_id
        if coding.status is not CodingStatus.CONFIRMED or story_id not in heard:
            continue
        change = coding.change.value
        for passages, people in (changes[change], by_theme[(themes[coding.code_id], change)]):
            passages.add(segment.key)
            people.add(heard[story_id].contributor_id)
    return {
        "changes": {key: (len(a), len(b)) for key, (a, b) in changes.items()},
        "themes": {key: (len(a), len(b)) for key, (a, b) in by_theme.items()},
    }


def recount_links(session: Session, heard: dict[int, Story], ids: set[int]) -> dict[str, Any]:
    stances: dict[int, set[Stance]] = defaultdict(set)
    counted = []
    for link in session.exec(select(EvidenceLink)):
        if link.status is LinkStatus.CONFIRMED and link.story_id in heard:
            counted.append(link.key)
            stances[link.commitment_id].add(link.stance)
    findings = dict.fromkeys([one.value for one in Finding], 0)
    for found in session.exec(select(Verification)):
        if found.link_id in counted:
            findings[found.finding.value] += 1
    promises = [one for one in session.exec(select(Commitment)) if one.contract_id in ids]
    return {
        "evidenced": sum(Stance.SUPPORTS in stances[one.key] for one in promises),
        "contradicted": {one.ref for one in promises if Stance.CONTRADICTS in stances[one.key]},
        "silent": {one.ref for one in promises if not stances[one.key]},
        "links": len(counted),
        "findings": findings,
    }


def as_slow(report: BoardReport) -> Slow:
    return Slow(
        people=report.people,
        stories=report.stories,
        changes={
            change.value: (tally.passages, tally.people)
            for change, tally in report.changes.items()
            if tally.passages
        },
        themes={
            (line.slug, change.value): (tally.passages, tally.people)
            for line in report.themes
            for change, tally in line.changes.items()
            if tally.passages
        },
        evidenced=report.evidenced,
        contradicted={line.commitment.ref for line in report.contradicted},
        silent={line.commitment.ref for line in report.silent},
        links=report.links,
        findings={one.value: report.findings.get(one, 0) for one in Finding},
        held_back=report.left_out.held_back,
        unattached=report.left_out.unattached,
        undated=report.left_out.undated,
    )


@pytest.mark.parametrize("seed", range(10))
def test_every_figure_is_what_a_slow_recount_finds(make: Factory, place: Place, seed: int) -> None:
    fill(make, place, seed)
    days: list[tuple[date | None, date | None]] = [
        (None, None),
        (date(2026, 1, 20), None),
        (date(2026, 1, 10), date(2026, 2, 20)),
    ]
    with make.session() as session:
        for contract in (None, place.contract):
            contracts = [place.contract, place.other] if contract is None else [contract]
            for told_from, told_to in days:
                report = build_board_report(
                    session,
                    make.actor(place.board),
                    contract=contract,
                    told_from=told_from,
                    told_to=told_to,
                )
                assert as_slow(report) == recount(session, contracts, told_from, told_to)
                assert report.waiting == report.links - sum(report.findings.values())


@pytest.mark.parametrize("seed", [3, 7])
def test_every_figure_opens_as_many_words(make: Factory, place: Place, seed: int) -> None:
    fill(make, place, seed)
    report = make_report(make, place.board)

    def behind(**wanted: Any) -> tuple[int, int]:
        with make.session() as session:
            found = list_passages_behind(
                session,
                make.actor(place.board),
                contract=None,
                period=Period(),
                wanted=Wanted(**wanted),
                per_page=500,
            )
        assert len(found.quotations) == found.total
        return found.total, found.people

    assert behind(show=Show.STORIES) == (report.stories, report.people)
    for change, tally in report.changes.items():
        assert behind(change=change) == (tally.passages, tally.people)
    for line in report.themes:
        for change, tally in line.changes.items():
            assert behind(theme=line.slug, change=change) == (tally.passages, tally.people)
    for line in report.contradicted:
        against = behind(
            show=Show.LINKED, promise=line.commitment.public_id, stance=Stance.CONTRADICTS
        )
        assert against == (line.contradicting.passages, line.contradicting.people)
    for finding in Finding:
        total, _ = behind(show=Show.LINKED, finding=finding.value)
        assert total == report.findings.get(finding, 0)
    assert behind(show=Show.LINKED, finding="waiting")[0] == report.waiting
    assert behind(show=Show.LINKED, finding="checked")[0] == report.links - report.waiting


# What may not be said


def never(make: Factory, place: Place) -> Story:
    return secret(make, place, purposes=(Purpose.CONTRACT_MANAGEMENT,))


def withdrawn(make: Factory, place: Place) -> Story:
    story = secret(make, place)
    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(place.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.BOARD,
        )
    return story


def expired(make: Factory, place: Place) -> Story:
    story = secret(make, place)
    with make.bank.database.transaction() as session:
        for consent in session.exec(
            select(Consent).where(
                Consent.submission_id == story.submission_id,
                col(Consent.purpose).in_(IN_BOARD_REPORTS),
            )
        ):
            consent.expires_on = clock.today() - timedelta(days=1)
    return story


def held(make: Factory, place: Place) -> Story:
    story = secret(make, place)
    with make.bank.database.transaction() as session:
        session.get_one(Story, story.key).status = StoryStatus.HELD
    return story


def secret(make: Factory, place: Place, **values: Any) -> Story:
    """A story with everything a report could show, all of it to be recognised."""
    story = told(
        make,
        place,
        ["I was xylophone lonely.", "Now I am quokka glad."],
        title="Zeppelin days",
        display_name="Wilhelmina",
        place="Ultima Thule",
        **values,
    )
    make.coding(place.manager, story, 0, "connection", "worse")
    make.coding(place.manager, story, 1, "culture", "better")
    link = make.link(
        place.manager, story, place.promises[0], words="I was xylophone lonely.", stance="supports"
    )
    verify(make, place, link, Finding.NOT_UPHELD)
    return story


PAGES = (
    "/reports/board",
    "/reports/passages",
    "/reports/passages?show=stories",
    "/reports/passages?show=linked",
    "/reports/passages?theme=culture",
    "/reports/passages?change=worse",
)


@pytest.mark.parametrize("why", [never, withdrawn, expired, held])
def test_a_story_boards_may_not_read_leaves_nothing(
    make: Factory, place: Place, sign_in: SignIn, why: Callable[..., Story]
) -> None:
    open_story = told(make, place, ["I have friends now."])
    make.coding(place.manager, open_story, 0, "connection", "better")
    before = replace(as_slow(make_report(make, place.board)), held_back=0)

    story = why(make, place)

    after = as_slow(make_report(make, place.board))
    assert replace(after, held_back=0) == before
    assert after.held_back == (0 if why is held else 1)
    client = sign_in(place.board)
    for url in PAGES:
        html = client.get(url).get_data(as_text=True)
        for word in ("xylophone", "quokka", "Zeppelin", "Wilhelmina", "Thule", "not_upheld."):
            assert word not in html, (url, word)
        assert str(story.public_id) not in html
    board = client.text("/reports/board")
    assert "1 person told us about their lives, in 1 story." in board
    assert ("1 story is held back" in board) is (why is not held)


def test_who_allows_only_quotation_is_quoted_and_nothing_of_theirs_is_opened(
    make: Factory, place: Place, sign_in: SignIn
) -> None:
    story = told(make, place, ["I was xylophone lonely.", "It rains."], purposes=QUOTED_ONLY)
    make.coding(place.manager, story, 0, "connection", "worse")
    make.run_pipeline()

    client = sign_in(place.board)

    board = client.get("/reports/board").get_data(as_text=True)
    assert "xylophone" in board
    assert str(story.public_id) not in board
    assert "It rains." not in board
    assert client.get(f"/stories/{story.public_id}").status_code == 404
    assert "xylophone lonely" not in client.text("/search?q=xylophone")
    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(place.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.QUOTATION,
        )
    assert "xylophone" not in client.get("/reports/board").get_data(as_text=True)


def test_suggestions_never_count(make: Factory, place: Place, sign_in: SignIn) -> None:
    story = told(make, place, ["I was xylophone lonely.", "Now I am quokka glad."])
    coding = make.coding(place.manager, story, 0, "connection", "need")
    link = make.link(place.manager, story, place.promises[0], words="Now I am quokka glad.")
    with make.bank.database.transaction() as session:
        session.get_one(Coding, coding.key).status = CodingStatus.SUGGESTED
        session.get_one(EvidenceLink, link.key).status = LinkStatus.SUGGESTED

    report = make_report(make, place.board)

    assert report.people == 1
    assert not any(tally.passages for tally in report.changes.values())
    assert (report.themes, report.links, report.evidenced, report.voices) == ((), 0, 0, ())
    assert len(report.silent) == len(place.promises)
    page = sign_in(place.board).text("/reports/board")
    assert "xylophone" not in page
    assert "quokka" not in page


def test_an_interviewers_words_are_neither_counted_nor_quoted(make: Factory, place: Place) -> None:
    story = told(make, place, ["Do you have xylophone friends?", "Yes."])
    make.coding(place.manager, story, 0, "connection", "better")
    make.link(place.manager, story, place.promises[0], words="Do you have xylophone friends?")
    with make.bank.database.transaction() as session:
        asked = session.exec(select(Segment).order_by(col(Segment.id))).first()
        assert asked is not None
        asked.speaker, asked.voice = Speaker.INTERVIEWER, Voice.ASKED

    report = make_report(make, place.board)

    assert report.changes[Change.BETTER].passages == 0
    assert report.voices == ()


@pytest.mark.parametrize("voice", [Voice.TOLD, Voice.ASKED])
def test_only_the_storytellers_own_words_are_quoted_and_all_are_counted(
    make: Factory, place: Place, sign_in: SignIn, voice: Voice
) -> None:
    sentences = ["Zebra clubs gave me friends to ring.", "The quokka lady sleeps better now."]
    story = told(make, place, sentences)
    make.coding(place.manager, story, 0, "connection", "better")
    make.coding(place.manager, story, 1, "money", "worse")
    link = make.link(place.manager, story, place.promises[0], words=" ".join(sentences))
    verify(make, place, link, Finding.UPHELD)
    with make.bank.database.transaction() as session:
        second = session.exec(select(Segment).where(Segment.position == 1)).one()
        second.voice = voice

    report = make_report(make, place.board)

    assert [one.words for one in report.voices] == [sentences[0]]
    assert report.worse == ()
    assert report.changes[Change.WORSE].passages == 1
    assert (report.links, report.findings[Finding.UPHELD]) == (1, 1)
    assert [(one.words, one.told) for one in report.found] == [(None, True)]
    client = sign_in(place.board)
    assert "quokka" not in client.text("/reports/board")
    behind = client.text("/reports/passages?change=worse")
    assert "quokka" not in behind
    assert "not in their own words" in behind
    stories_told = client.text("/reports/passages?show=stories")
    assert "Zebra" in stories_told


def test_quoted_words_are_read_out_like_own_ones(make: Factory, place: Place) -> None:
    story = told(make, place, ["\u201cI ring six people every week now,\u201d she said."])
    make.coding(place.manager, story, 0, "connection", "better")
    with make.bank.database.transaction() as session:
        session.exec(select(Segment)).one().voice = Voice.QUOTED

    assert len(make_report(make, place.board).voices) == 1


def test_personal_details_are_masked_wherever_words_stand(
    make: Factory, place: Place, sign_in: SignIn
) -> None:
    sentence = "I ring Patricia at 14 Mill Lane every day now."
    story = told(make, place, [sentence])
    make.coding(place.manager, story, 0, "connection", "better")
    link = make.link(place.manager, story, place.promises[0], words=sentence)
    verify(make, place, link, Finding.UPHELD)
    with make.bank.database.transaction() as session:
        for detail, kind in (("Patricia", "PERSON"), ("14 Mill Lane", "ADDRESS")):
            start = sentence.index(detail)
            session.add(
                Identifier(
                    story_version_id=1,
                    start=start,
                    end=start + len(detail),
                    type=kind,
                    origin="test",
                )
            )
    client = sign_in(place.board)

    for url in PAGES[:4]:
        page = client.text(url)
        assert "I ring [a name] at [an address] every day now." in page, url
        assert "Patricia" not in page
        assert "Mill Lane" not in page
    assert "Upheld by Assurance CIC" in client.text("/reports/board")


def test_words_that_an_edit_took_out_are_not_quoted(
    make: Factory, place: Place, sign_in: SignIn
) -> None:
    story = told(make, place, ["I was xylophone lonely.", "Now I am glad."])
    link = make.link(place.manager, story, place.promises[0], words="I was xylophone lonely.")
    verify(make, place, link, Finding.UPHELD)
    with make.bank.database.transaction() as session:
        stories.publish_version(
            session,
            make.actor(place.manager),
            story=session.get_one(Story, story.key),
            title="Glad",
            body="Now I am glad.",
            note="",
            based_on=1,
        )

    client = sign_in(place.board)
    for url in PAGES[:4]:
        assert "xylophone" not in client.text(url)
    make.run_pipeline()  # looks for names in the new words: until then boards read none of them
    for url in PAGES[:4]:
        assert "xylophone" not in client.text(url)
    assert "These words were changed" in client.text("/reports/passages?show=linked")


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


def test_the_report_takes_as_many_statements_for_thirty_stories_as_for_three(
    make: Factory, place: Place, sign_in: SignIn
) -> None:
    def add(number: int) -> None:
        story = told(make, place, [f"I am glad of it, number {number}.", "It got worse."])
        make.coding(place.manager, story, 0, "connection", "better")
        make.coding(place.manager, story, 1, "money", "worse")
        words_linked = f"I am glad of it, number {number}."
        link = make.link(place.manager, story, place.promises[number % 2], words=words_linked)
        if number % 2:
            verify(make, place, link, Finding.UPHELD)

    client = sign_in(place.board)
    urls = ["/reports/board", "/reports/passages?change=worse", "/reports/passages?show=stories"]
    numbers = []
    for batch in (range(3), range(3, 30)):
        for number in batch:
            add(number)
        with counting(make) as statements:
            make_report(make, place.board)
        numbers.append([len(statements)])
        for url in urls:
            with counting(make) as statements:
                client.page(url)
            numbers[-1].append(len(statements))

    assert numbers[0] == numbers[1]
    assert numbers[0][0] <= 15  # three of them ask what was answered, and whether it lasted


def test_voices_are_one_a_story_and_hear_the_bad(make: Factory, place: Place) -> None:
    for number in range(12):
        story = told(make, place, [f"I am glad of number {number}, more than I can say to you."])
        make.coding(place.manager, story, 0, "connection", "better")
    story = told(make, place, ["They closed the hall and I have not been out since that day."])
    make.coding(place.manager, story, 0, "connection", "worse")

    report = make_report(make, place.board)

    stories = [one.story for one in (*report.voices, *report.worse)]
    assert len(stories) == len(set(stories))
    assert any("closed the hall" in (one.words or "") for one in report.voices)


def test_another_authoritys_report_holds_nothing_of_it(make: Factory, place: Place) -> None:
    story = told(make, place, ["I am glad."])
    make.coding(place.manager, story, 0, "connection", "better")

    stranger = make.user("board_reader")

    report = make_report(make, stranger)
    assert (report.people, report.contracts, report.promises) == (0, (), 0)
    with pytest.raises(NotFound):
        make_report(make, stranger, place.contract)


def test_build_for_somebody_who_reads_no_reports_is_refused(make: Factory, place: Place) -> None:
    with pytest.raises(NotAllowed):
        make_report(make, place.verifier)
    assert RoleName.VERIFIER in make.actor(place.verifier).roles


def test_build_of_a_period_that_ends_before_it_begins_is_refused(
    make: Factory, place: Place
) -> None:
    with pytest.raises(RuleBroken):
        make_report(make, place.board, told_from=date(2026, 2, 1), told_to=date(2026, 1, 1))


# The pages


def test_list_offers_contracts_and_days(sign_in: SignIn, place: Place) -> None:
    page = sign_in(place.board).page("/reports")

    options = [words(one) for one in page.xpath("//select[@name='contract']/option")]
    assert options[0] == "All contracts"
    assert len(options) == 3
    assert len(page.xpath("//input[@name='from']")) == 3


def test_board_with_nothing_says_what_will_be_here(sign_in: SignIn, place: Place) -> None:
    page = sign_in(place.board).text("/reports/board?contract=")

    assert "No story can stand in this report yet" in page
    assert "Nobody in this report speaks about Day support" in page


def test_board_keeps_contract_and_days_in_every_figures_address(
    make: Factory, sign_in: SignIn, place: Place
) -> None:
    story = told(make, place, ["I am glad."], told_on=date(2026, 3, 1))
    make.coding(place.manager, story, 0, "connection", "better")
    client = sign_in(place.board)

    page = client.page(
        f"/reports/board?contract={place.contract.public_id}&from=1&from=2&from=2026&to=&to=&to="
    )

    links = page.xpath("//a[contains(@href, '/reports/passages')]/@href")
    assert links
    for link in links:
        assert f"contract={place.contract.public_id}" in link
        assert "from=2026-02-01" in link
        client.page(link)
    assert "told since 1 February 2026" in words(page)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("from=31&from=2&from=2026", "Write a day, a month and a year"),
        ("from=&from=2&from=2026", "Write a day, a month and a year"),
        ("from=2026-03-01&to=2026-02-01", "before the first day"),
    ],
)
def test_board_of_days_that_cannot_be_asks_again(
    sign_in: SignIn, place: Place, query: str, message: str
) -> None:
    page = sign_in(place.board).page(f"/reports/board?{query}", status=422)

    assert message in words(page)


@pytest.mark.parametrize(
    "query",
    ["contract=nonsense", "change=rosy", "theme=nothing", "finding=maybe", "show=all", "promise=1"],
)
def test_passages_of_a_figure_that_cannot_be_are_not_found(
    sign_in: SignIn, place: Place, query: str
) -> None:
    sign_in(place.board).page(f"/reports/passages?{query}", status=404)


def test_reports_are_closed_to_other_roles(make: Factory, sign_in: SignIn, place: Place) -> None:
    client = sign_in(make.user("contributor"))

    for url in ("/reports", "/reports/board", "/reports/passages"):
        client.page(url, status=403)


def test_a_manager_is_led_only_to_stories_they_may_open(
    make: Factory, place: Place, sign_in: SignIn
) -> None:
    story = told(make, place, ["I am glad."])
    make.coding(place.manager, story, 0, "connection", "better")
    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(place.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.CONTRACT_MANAGEMENT,
        )

    for user, led in ((place.board, True), (place.manager, False)):
        page = sign_in(user).page("/reports/board")
        assert "I am glad." in words(page)
        assert bool(page.xpath(f"//a[@href='/stories/{story.public_id}']")) is led
