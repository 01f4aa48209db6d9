"""How far to trust the suggestions: what people decide, counted, and the page that tells it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from lxml.html import HtmlElement
from sqlmodel import Session, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.codebook.models import Code, Codebook
from storybank.codebook.queries import codes_by_id, codes_by_slug
from storybank.intake.models import Purpose
from storybank.nlp.reading import (
    Change,
    Reading,
    ReadSegment,
    Speaker,
    SuggestedCode,
    SuggestedConcern,
)
from storybank.nlp.scores import load_scores
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.stories.rules import reading_scope
from storybank.tagging import queries, service
from storybank.tagging.models import Coding, CodingStatus, Segment, ThemeLayer
from storybank.tagging.rules import Decisions, all_together
from storybank.tagging.suggester import load_known
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

READER = "test reader 1"
BODY = "I had no friends. The bus was cut. Now I am warm. I found work."
Codes = Mapping[int, list[str]]


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


def read(
    make: Factory, story: Story, codes: Codes, *, suggest: bool = True, kept: bool = False
) -> None:
    """Let a reader that we know read a story: themes by sentence, all of them better.

    ``kept``: with what the sentences mean, and so with what was first said of them.
    """
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, story.key)
        version = get_version(session, story, story.current_version)
        segments, start = [], 0
        for number, sentence in enumerate(version.body.split(". ")):
            quote = sentence if sentence.endswith(".") else f"{sentence}."
            suggested = tuple(
                SuggestedCode(theme, Change.BETTER, 0.9, ()) for theme in codes.get(number, [])
            )
            end = start + len(quote)
            segments.append(ReadSegment(start, end, quote, Speaker.STORYTELLER, suggested))
            start = end + 1
        service.keep_reading(
            session,
            Actor.pipeline(),
            story=story,
            version=version,
            reading=Reading(
                READER,
                tuple(segments),
                (),
                SuggestedConcern(False, ()),
                vectors=np.zeros((len(segments), 384), np.float32) if kept else None,
            ),
            suggest=suggest,
            known=load_known(session, make.bank.settings.models) if kept else None,
        )


def decide(
    make: Factory, user: User, story: Story, sentence: int, theme: str, verdict: str, **new: str
) -> None:
    """Confirm, reject or change a suggestion, or add a code, through the service."""
    with make.bank.database.transaction() as session:
        story, actor = session.get_one(Story, story.key), make.actor(user)
        codes = codes_by_slug(session)
        version = get_version(session, story, story.current_version)
        segment = queries.list_segments(session, version.key)[sentence]
        if verdict == "add":
            service.add_codings(
                session,
                actor,
                story=story,
                segments=[segment],
                code=codes[theme],
                change=Change.BETTER,
            )
            return
        coding = session.exec(
            select(Coding).where(Coding.segment_id == segment.id, Coding.code_id == codes[theme].id)
        ).one()
        if verdict == "reject":
            service.reject_coding(session, actor, story=story, coding=coding)
        else:
            service.confirm_coding(
                session,
                actor,
                story=story,
                coding=coding,
                code=codes[new["to"]] if "to" in new else None,
                change=Change(new["change"]) if "change" in new else None,
            )


@pytest.fixture
def decided(make: Factory, manager: User) -> Story:
    """A story of four sentences on which a person has decided in every way there is."""
    story = make.story(manager, body=BODY)
    codes = {0: ["connection", "family"], 1: ["inclusion"], 2: ["home", "money"], 3: ["employment"]}
    read(make, story, codes)
    decide(make, manager, story, 0, "connection", "confirm")
    decide(make, manager, story, 0, "family", "reject")
    decide(make, manager, story, 1, "inclusion", "confirm", to="climate", change="worse")
    decide(make, manager, story, 2, "home", "confirm", change="activity")
    decide(make, manager, story, 2, "confidence", "add")
    return story


def by_slug(session: Session, found: Mapping[int, object]) -> dict[str, object]:
    codes = codes_by_id(session)
    return {codes[code_id].slug: value for code_id, value in found.items()}


def pairs(session: Session, found: Mapping[tuple[int, int], int]) -> dict[frozenset[str], int]:
    codes = codes_by_id(session)
    return {frozenset(codes[one].slug for one in pair): count for pair, count in found.items()}


def figures(make: Factory, user: User) -> dict[str, Decisions]:
    """Decisions by theme, of all readers together, with what was added."""
    scope = reading_scope(make.actor(user))
    with make.session() as session:
        found: dict[int, Decisions] = dict(queries.codes_added_by_people(session, scope))
        for (code_id, _), one in queries.decisions_on_suggestions(session, scope).items():
            found[code_id] = found.get(code_id, Decisions()) + one
        return by_slug(session, found)  # type: ignore[return-value]


def test_decisions_are_counted_by_theme_as_they_were_made(make, manager, decided) -> None:
    assert figures(make, manager) == {
        "connection": Decisions(confirmed=1),
        "family": Decisions(rejected=1),
        "inclusion": Decisions(replaced=1),
        "home": Decisions(confirmed=1),  # with another change: the theme was right
        "climate": Decisions(added=1),
        "confidence": Decisions(added=1),
    }


def test_decisions_are_told_apart_by_the_reader_that_suggested(make, manager, decided) -> None:
    with make.session() as session:
        scope = reading_scope(make.actor(manager))
        found = queries.decisions_on_suggestions(session, scope)

    assert {reader for _, reader in found} == {READER}
    assert all_together(found.values()) == Decisions(confirmed=2, rejected=1, replaced=1)


def test_decisions_carried_over_to_a_new_version_count_once(make, manager, decided) -> None:
    before = figures(make, manager)
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, decided.key)
        stories.publish_version(
            session,
            make.actor(manager),
            story=story,
            based_on=1,
            title="Friends on a Tuesday",
            body=BODY + " And that is all.",
            note="An ending.",
        )
    read(make, decided, {})

    assert figures(make, manager) == before


def test_codes_added_where_no_machine_might_suggest_are_no_misses(make, manager) -> None:
    purposes = tuple(one for one in EVERY_PURPOSE if one is not Purpose.MACHINE_SUGGESTIONS)
    story = make.story(manager, body=BODY, purposes=purposes)
    read(make, story, {}, suggest=False)
    decide(make, manager, story, 0, "connection", "add")

    assert figures(make, manager) == {}


def test_only_stories_within_the_readers_scope_are_counted(make, decided) -> None:
    stranger, verifier = make.user("contract_manager"), make.user("verifier")
    contract = make.contract(make.organisation())
    with make.bank.database.transaction() as session:
        session.get_one(Story, decided.key).contract_id = contract.key

    assert figures(make, stranger) == {}
    assert figures(make, verifier) != {}


def test_changes_are_compared_with_what_was_said_first_where_it_is_kept(
    sign_in, make, manager
) -> None:
    story = make.story(manager, body=BODY)
    read(make, story, {0: ["connection", "family"], 1: ["climate"], 3: ["employment"]}, kept=True)
    decide(make, manager, story, 0, "connection", "confirm")
    decide(make, manager, story, 0, "family", "reject")
    decide(make, manager, story, 1, "climate", "confirm", change="worse")
    decide(make, manager, story, 3, "skills", "add")
    older = make.story(manager, body=f"{BODY} And so on.")
    read(make, older, {2: ["home"]})
    decide(make, manager, older, 2, "home", "confirm", change="activity")
    scope = reading_scope(make.actor(manager))
    with make.session() as session:
        found = queries.changes_confirmed(session, scope)

    assert found == {(Change.BETTER, Change.BETTER): 1, (Change.WORSE, Change.BETTER): 1}
    told = sign_in(manager).text("/tagging/trust")
    assert "Of 2 confirmed suggestions people left the change as it was suggested in 1" in told
    assert "Of the other 1 it is not kept" in told


def test_page_says_where_the_first_change_is_not_kept(sign_in, manager, decided) -> None:
    told = sign_in(manager).text("/tagging/trust")

    assert "nobody can say here how often the machine’s change was right" in told


def test_what_was_taken_for_what_is_the_persons_theme_and_the_rejected_one(
    make, manager, decided
) -> None:
    with make.session() as session:
        found = queries.themes_taken_for_others(session, reading_scope(make.actor(manager)))
        codes = codes_by_id(session)

    # "family" was rejected beside a suggestion that was right: nothing was taken for another
    assert {(codes[a].slug, codes[b].slug): n for (a, b), n in found.items()} == {
        ("climate", "inclusion"): 1
    }


def test_themes_together_are_counted_by_story_and_by_sentence(make, manager, decided) -> None:
    other = make.story(manager, body=f"{BODY} I said so before.")
    read(make, other, {2: ["home"]})
    decide(make, manager, other, 2, "home", "confirm")
    decide(make, manager, other, 3, "home", "add")
    decide(make, manager, other, 3, "climate", "add")
    scope = reading_scope(make.actor(manager))
    with make.session() as session:
        in_stories = pairs(session, queries.themes_told_together(session, scope))
        in_sentences = pairs(
            session, queries.themes_told_together(session, scope, in_a_sentence=True)
        )
        decided_in = queries.count_stories_decided(session, scope)

    assert in_stories[frozenset({"home"})] == 2
    assert in_stories[frozenset({"home", "climate"})] == 2
    assert in_stories[frozenset({"home", "confidence"})] == 1
    assert in_sentences[frozenset({"home"})] == 3
    assert in_sentences[frozenset({"home", "climate"})] == 1
    assert in_sentences[frozenset({"home", "confidence"})] == 1
    assert frozenset({"home", "money"}) not in in_stories  # only suggested: it counts for nothing
    assert decided_in == 2


SignIn = Callable[..., CheckingClient]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("contract_manager", 200),
        ("analyst", 200),
        ("verifier", 200),
        ("board_reader", 200),
        ("contributor", 403),
        ("safeguarding_lead", 403),
        ("administrator", 403),
    ],
)
def test_page_is_for_those_who_decide_and_those_who_rely_on_it(
    sign_in: SignIn, make, role, status
) -> None:
    client = sign_in(make.user(role))

    page = client.page("/tagging/trust", status=status)

    links = client.page("/").xpath("//footer//a[@href='/tagging/trust']")
    assert bool(links) == (status == 200)
    if status == 200:
        assert words(page.xpath("//h1")[0]) == "How far to trust the suggestions"


def test_page_says_the_shipped_scores_in_words_and_by_theme(sign_in, make, bank: Bank) -> None:
    scores = load_scores(bank.settings.models)
    assert scores is not None

    page = sign_in(make.user("analyst")).page("/tagging/trust?order=codebook")

    told = words(page)
    assert "Of ten suggestions the machine makes, " in told
    assert "People here have not decided on any suggestion yet" in told
    assert f"What reads now: {bank.tools.reader.name}" in told
    rows = theme_rows(page)
    assert len(rows) == 21
    home = scores.by_theme["home"]
    assert rows["A secure and decent home"][0].endswith(f"{home.right} of {home.suggested}")
    assert rows["A secure and decent home"][1].endswith(f"{home.right} of {home.wanted}")
    assert rows["A secure and decent home"][2:] == ["nothing yet", "nothing yet"]
    assert "It has not learnt anything here yet" in told
    changes = page.xpath("//section[@id='changes']//tbody/tr")
    assert [words(cell) for cell in changes[0].xpath("td")][:4] == [
        str(scores.changes["need"][one]) for one in ("need", "better", "worse", "activity")
    ]


def theme_rows(page: HtmlElement) -> dict[str, list[str]]:
    return {
        words(row.xpath("th")[0]): [words(cell) for cell in row.xpath("td")]
        for row in page.xpath("//section[@id='themes']//tbody/tr")
    }


def test_page_lists_the_weakest_theme_first_unless_asked(sign_in, make, bank: Bank) -> None:
    scores = load_scores(bank.settings.models)
    assert scores is not None
    with make.session() as session:
        codes = codes_by_slug(session)
    weakest = min(scores.by_theme, key=lambda slug: scores.by_theme[slug].f1 or 0)
    client = sign_in(make.user("analyst"))

    by_strength = list(theme_rows(client.page("/tagging/trust?order=nonsense")))
    by_codebook = list(theme_rows(client.page("/tagging/trust?order=codebook")))

    assert by_strength[0] == codes[weakest].name
    assert by_codebook == [code.name for code in codes.values()]


def test_page_gives_no_share_of_too_few_decisions(sign_in, make, manager, decided) -> None:
    rows = theme_rows(sign_in(manager).page("/tagging/trust"))

    assert rows["Social connection and belonging"][2:] == [
        "too few to say1 of 1",
        "too few to say1 of 1",
    ]
    assert rows["Family and close relationships"][2:] == ["too few to say0 of 1", "nothing yet"]


def test_page_gives_shares_of_enough_decisions(sign_in, make, manager) -> None:
    story = make.story(manager, body=" ".join(f"Friend {number}." for number in range(30)))
    read(make, story, {number: ["connection"] for number in range(24)})
    for number in range(24):
        verdict = "confirm" if number < 18 else "reject"
        decide(make, manager, story, number, "connection", verdict)
    for number in range(24, 30):
        decide(make, manager, story, number, "connection", "add")

    page = sign_in(manager).page("/tagging/trust")

    assert theme_rows(page)["Social connection and belonging"][2:] == [
        "75%18 of 24",
        "75%18 of 24",
    ]
    assert "Of ten suggestions that people here decided on, they confirmed about eight" in words(
        page
    )


def test_pictures_have_titles_descriptions_and_tables(sign_in, make, manager, decided) -> None:
    page = sign_in(manager).page("/tagging/trust")

    pictures = page.xpath("//svg")
    pictures = [one for one in pictures if one.get("role") == "img"]
    assert len(pictures) == 4
    for picture in pictures:
        title, description = (
            page.xpath(f"//*[@id='{one}']")[0] for one in picture.get("aria-labelledby").split()
        )
        assert words(title)
        assert words(description).startswith("The darker a cell, the more often. Most often: ")
        table = picture.xpath("ancestor::div[contains(@class, 'sb-picture')][@id]//details//table")
        assert table[0].xpath(".//tbody/tr")
    here = page.xpath("//*[@id='confused-here']//tbody/tr")
    assert [[words(cell) for cell in row] for row in here] == [
        ["Climate, energy and waste", "Inclusion, equality and access", "1"]
    ]
    assert not page.xpath("//*[@style]")


def test_page_shows_a_places_own_theme(sign_in, make, manager) -> None:
    with make.bank.database.transaction() as session:
        codebook = Codebook(slug="local", name="Our themes", version="1")
        session.add(codebook)
        session.flush()
        session.add(
            Code(
                codebook_id=codebook.key,
                slug="allotments",
                name="Allotments",
                group="environment",
                position=99,
                definition="Growing food together.",
            )
        )
    story = make.story(manager, body=BODY)
    read(make, story, {0: ["allotments"], 1: ["nature"]})
    decide(make, manager, story, 0, "allotments", "confirm")
    decide(make, manager, story, 1, "nature", "confirm", to="allotments")

    page = sign_in(manager).page("/tagging/trust")

    assert theme_rows(page)["Allotments"] == [
        "not in the test stories",
        "not in the test stories",
        "too few to say1 of 1",
        "too few to say1 of 2",
    ]


def test_page_says_when_the_scores_are_of_another_reader(
    sign_in, make, bank: Bank, app, tmp_path, monkeypatch
) -> None:
    held = json.loads((bank.settings.models / "scores.json").read_text(encoding="utf-8"))
    (tmp_path / "scores.json").write_text(json.dumps({**held, "reader": "an older reader 0.0"}))
    settings = bank.settings.model_copy(update={"models": tmp_path})
    monkeypatch.setitem(app.extensions, "bank", replace(bank, settings=settings))

    told = sign_in(make.user("analyst")).text("/tagging/trust")

    assert "They were read by an older reader 0.0" in told


def test_page_asks_the_same_number_of_statements_however_much_there_is(
    sign_in, make, manager, decided
) -> None:
    client = sign_in(manager)
    client.get("/tagging/trust")
    with counted(make.bank.database) as few:
        client.get("/tagging/trust")
    for number in range(3):
        story = make.story(manager, body=f"{BODY} That is {number}.")
        read(make, story, {0: ["home", "money"], 1: ["nature"]})
        decide(make, manager, story, 0, "home", "confirm")
        decide(make, manager, story, 1, "nature", "confirm", to="climate")
    with counted(make.bank.database) as many:
        client.get("/tagging/trust")

    assert len(many) == len(few)
    with make.session() as session:
        scope = reading_scope(make.actor(manager))
        with counted(make.bank.database) as sent:
            queries.decisions_on_suggestions(session, scope)
            queries.codes_added_by_people(session, scope)
            queries.count_stories_decided(session, scope)
            queries.changes_confirmed(session, scope)
            queries.themes_taken_for_others(session, scope)
            queries.themes_told_together(session, scope)
            queries.themes_told_together(session, scope, in_a_sentence=True)
    assert len(sent) == 7


def test_page_lists_the_newest_layer_of_each_theme(sign_in, make, manager, session) -> None:
    codes = codes_by_slug(session)
    for theme, before, after, is_active in (
        ("home", 0.4, 0.3, False),
        ("home", 0.5, 0.75, True),
        ("nature", 0.6, 0.5, False),
    ):
        session.add(
            ThemeLayer(
                code_id=codes[theme].key,
                encoder="test",
                weights=b"",
                threshold=0.5,
                positives=12,
                negatives=34,
                score_before=before,
                score_after=after,
                is_active=is_active,
                origin="operator",
            )
        )
    session.commit()

    page = sign_in(manager).page("/tagging/trust")

    rows = page.xpath("//section[@id='learning']//tbody/tr")
    assert [[words(cell) for cell in row][:6] for row in rows] == [
        ["A secure and decent home", "12", "34", "0.50", "0.75", "In use"],
        ["Nature and green space", "12", "34", "0.60", "0.50", "Not in use"],
    ]


def test_story_page_links_to_it_while_suggestions_wait(sign_in, make, manager) -> None:
    story = make.story(manager, body=BODY)
    read(make, story, {0: ["home"], 1: ["nature"]})
    client = sign_in(manager)
    where = f"/stories/{story.public_id}"
    link = "//main//a[@href='/tagging/trust']"

    assert words(client.page(where).xpath(link)[0]) == "How far to trust the 2 suggestions"
    decide(make, manager, story, 0, "home", "confirm")
    decide(make, manager, story, 1, "nature", "reject")
    assert not client.page(where).xpath(link)
    with make.session() as session:
        waiting = select(Segment).join(Coding).where(Coding.status == CodingStatus.SUGGESTED)
        assert session.exec(waiting).first() is None
