"""What mattered most to people: their own answers, counted without their originals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.intake.models import Purpose, Submission
from storybank.nlp.reading import Reading, ReadSegment, Speaker, SuggestedConcern, Voice
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Figure, Pack, Picture, Section, figures_of
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked, Wanted
from storybank.stories import service as stories
from storybank.stories.models import Detail, DetailStatus, Story, StoryVersion
from storybank.tagging import service as tagging
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
CHANGED, OTHER = "I have friends now.", "The bus was cut."
MATTERED = "That somebody rang, Maureen above all."


@dataclass(frozen=True)
class Town:
    make: Factory
    manager: User
    board: User
    contract: Contract

    def told(
        self,
        *answers: tuple[str, Sequence[str]],
        covered: str = "",
        purpose: Purpose = Purpose.BOARD,
    ) -> Story:
        """A story told in answers, each of these sentences, and cut into them."""
        body, spans = "", []
        for prompt, sentences in answers:
            start = len(body) + 2 if body else 0
            body = "\n\n".join(one for one in (body, " ".join(sentences)) if one)
            spans.append({"prompt": prompt, "start": start, "end": len(body)})
        purposes = (Purpose.CONTRACT_MANAGEMENT, purpose)
        sent = self.make.submission(
            self.manager, contract=self.contract, body=body, answers=spans, purposes=purposes
        )
        with self.make.bank.database.transaction() as session:
            kept = session.get_one(Submission, sent.key)
            if covered:
                at = body.index(covered)
                name = {"start": at, "end": at + len(covered), "type": "PERSON"}
                accepted = {"origin": "a person", "status": DetailStatus.ACCEPTED}
                session.add(Detail(submission_id=kept.key, **name, **accepted))
                session.flush()
            actor = self.make.actor(self.manager)
            story = stories.accept_submission(session, actor, submission=kept)
            self.cut(session, story)
        return story

    def cut(self, session: Session, story: Story) -> None:
        version = session.exec(
            select(StoryVersion).where(
                StoryVersion.story_id == story.key, StoryVersion.number == story.current_version
            )
        ).one()
        segments, at = [], 0
        for piece in version.body.replace("\n\n", " ").replace(". ", ".\n").split("\n"):
            at = version.body.index(piece, at)
            end = at + len(piece)
            segments.append(ReadSegment(at, end, piece, Speaker.STORYTELLER, voice=Voice.OWN))
            at = end
        tagging.keep_reading(
            session,
            Actor.pipeline(),
            story=story,
            version=version,
            reading=Reading("cut", tuple(segments), (), SuggestedConcern(False, ())),
            suggest=True,
        )

    def pack(self, smallest: int = 1) -> Pack:
        with self.make.session() as session:
            actor = self.make.actor(self.board)
            return build_pack(session, actor, Asked(ReportKind.BOARD_PACK), smallest=smallest)


@pytest.fixture
def town(make: Factory) -> Town:
    council = make.organisation("authority", "Town Council")
    return Town(
        make,
        make.user("contract_manager", organisation=council),
        make.user("board_reader", organisation=council),
        make.contract(council, title="Day support"),
    )


def part(pack: Pack) -> Section | None:
    return next((one for one in pack.sections if one.key == "mattered"), None)


def table(pack: Pack) -> dict[str, list[str]]:
    """Passages by theme: better, worse, need, activity, as they are read."""
    section = part(pack)
    pictures = (
        [] if section is None else [one for one in section.blocks if isinstance(one, Picture)]
    )
    return {
        str(row[0].line[0]): [one.shown for cell in row[1:] for one in cell.line]  # type: ignore[union-attr]
        for picture in pictures
        for row in picture.table.rows
    }


def people(pack: Pack) -> Figure:
    section = part(pack)
    assert section is not None
    found = section.blocks[0].line[0]  # type: ignore[union-attr]
    assert isinstance(found, Figure)
    return found


def answered(town: Town, number: int, theme: str = "connection", change: str = "better") -> Story:
    """A story whose last sentence answers what mattered most, and is coded; others are too."""
    own = f"That somebody rang {number} times."
    story = town.told(("changed", [CHANGED, OTHER]), ("mattered", [own, "It was on time."]))
    town.make.coding(town.manager, story, 0, "money", "better")
    town.make.coding(town.manager, story, 2, theme, change)
    return story


def test_answers_are_counted_by_theme_and_lead_to_their_words(town: Town, sign_in: SignIn) -> None:
    answered(town, 1)
    answered(town, 2, change="need")
    for number in (4, 5, 6):  # of fewer people a page lists no words
        answered(town, number)
    town.make.coding(town.manager, answered(town, 3), 3, "connection", "better")
    other = town.told(("changed", [CHANGED, OTHER, "And a fourth."]))
    town.make.coding(town.manager, other, 2, "connection", "better")
    pack = town.pack()

    assert people(pack).number == 6
    (row,) = table(pack).values()
    assert row == ["6", "0", "1", "0"]
    figures = [one for one in figures_of(pack) if one.behind.get("prompt")]
    better = next(one for one in figures if one.behind.get("change") == "better")
    client = sign_in(town.board)
    page = client.page(
        "/reports/passages?" + "&".join(f"{k}={v}" for k, v in better.behind.items())
    )
    assert "That somebody rang 1 times." in words(page)
    assert "It was on time." in words(page)
    assert "And a fourth." not in words(page)
    assert client.get("/reports/passages?prompt=before").status_code == 404
    with pytest.raises(NotFound):
        Wanted.of({"prompt": "before"})


def test_an_answer_whose_place_is_not_certain_is_not_counted(town: Town) -> None:
    kept = answered(town, 1)
    town.told(("changed", [CHANGED]), ("mattered", [MATTERED]), covered="Maureen")
    before = town.told(("changed", ["Maureen came."]), ("mattered", ["Tea."]), covered="Maureen")
    town.told(("mattered", ["Tea."]), ("changed", ["It is read as the last."]))
    town.told(("changed", [CHANGED]), ("mattered", ["Tea."]), purpose=Purpose.OTHER_BODIES)
    town.make.coding(town.manager, before, 1, "connection")
    assert people(town.pack()).number == 2

    for story, end in ((kept, "It was late."), (before, "Tea.")):
        with town.make.bank.database.transaction() as session:
            story = session.get_one(Story, story.key)
            stories.publish_version(
                session,
                town.make.actor(town.manager),
                story=story,
                based_on=1,
                title="Mended",
                body=f"A longer beginning.\n\n{end}",
                note="A word was wrong.",
            )
            town.cut(session, story)
    town.make.coding(town.manager, before, 1, "connection", "worse")

    pack = town.pack()
    assert people(pack).number == 1
    assert list(table(pack).values()) == [["0", "1", "0", "0"]]


def test_few_answers_are_a_few_and_none_are_no_part(town: Town) -> None:
    town.told(("changed", [CHANGED]))
    assert part(town.pack()) is None
    answered(town, 1)
    answered(town, 2)

    pack = town.pack(smallest=3)
    assert people(pack).number is None
    assert table(pack) == {}
    section = part(pack)
    assert section is not None
    assert "Too few people put any one of them first" in section.model_dump_json()

    answered(town, 3)
    assert list(table(town.pack(smallest=3)).values()) == [["3", "0", "0", "0"]]
