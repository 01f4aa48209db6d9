"""The matcher suggests what is evidence, says why, and else keeps silent."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.linking.matcher import CommitmentText, Matcher, Stance
from storybank.nlp.encoder import Encoder
from storybank.nlp.reading import (
    Change,
    Reading,
    ReadSegment,
    Speaker,
    SuggestedCode,
    SuggestedConcern,
)

MODELS = Path(__file__).parents[3] / "nlp_models"
MATCHER = Matcher(MODELS)
COMMITMENTS = [
    CommitmentText("C1", "Recruit 12 apprentices by 31 March 2027.", ("employment", "skills")),
    CommitmentText("C2", "Inspect all damp and mould within 10 working days.", ("home",)),
    CommitmentText("C3", "Support a tenants' scrutiny panel meeting quarterly.", ("voice",)),
    CommitmentText("C4", "Replace 70% of the fleet with electric vehicles.", ("climate",)),
    CommitmentText("C5", "Plant 2,000 trees in neglected parks.", ("nature",)),
]  # fmt: skip


def reading(*sentences: tuple[str, str], speaker: Speaker = Speaker.STORYTELLER) -> Reading:
    """A reading of sentences, each with codes written ``home:worse voice:need``."""
    segments, at = [], 0
    for words, codes in sentences:
        coded = tuple(
            SuggestedCode(theme, Change(change), 0.9, ())
            for theme, _, change in (code.partition(":") for code in codes.split())
        )
        segments.append(ReadSegment(at, at + len(words), words, speaker, coded))
        at += len(words) + 1
    return Reading("by hand", tuple(segments), (), SuggestedConcern(False, ()))


KEPT = (
    ("I left school with nothing.", "education:need"),
    ("They took me on as an apprentice in the September.", "employment:better"),
    ("I've my Level 2 now and a day at college every week.", "skills:better"),
)
BROKEN = (
    ("The back bedroom wall was black with mould.", "home:need"),
    ("They promised someone would come in ten working days about the damp.", ""),
    ("It was five months before anybody looked at it.", "home:worse"),
    ("By then it had come through the ceiling.", "home:worse"),
)


def test_suggest_story_of_a_promise_kept_supports_it():
    (link,) = MATCHER.suggest(reading(*KEPT), COMMITMENTS)
    assert (link.ref, link.stance) == ("C1", Stance.SUPPORTS)
    assert 0.4 <= link.score <= 1
    assert [p.quote for p in link.because] == [words for words, _ in KEPT[1:]]
    assert any("employment" in reason for reason in link.reasons)


def test_suggest_story_of_a_promise_broken_contradicts_it():
    (link,) = MATCHER.suggest(reading(*BROKEN), COMMITMENTS)
    assert (link.ref, link.stance) == ("C2", Stance.CONTRADICTS)
    assert "says that things got worse" in link.reasons
    assert "tells of something promised that did not come" in link.reasons


def test_suggest_puts_the_surest_first_and_is_the_same_each_time():
    story = reading(*KEPT, *BROKEN)
    links = MATCHER.suggest(story, COMMITMENTS)
    assert {link.ref for link in links} == {"C1", "C2"}
    assert [link.score for link in links] == sorted((link.score for link in links), reverse=True)
    assert links == MATCHER.suggest(story, COMMITMENTS)


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        (("The weather was fine and we had chips on the front.", ""),),
        (("I was frightened of the dark as a child.", "mental-wellbeing:need"),),
    ],
)
def test_suggest_where_nothing_is_evidence_is_silent(sentences):
    assert MATCHER.suggest(reading(*sentences), COMMITMENTS) == []


def test_suggest_takes_no_evidence_from_an_interviewer():
    assert MATCHER.suggest(reading(*KEPT, speaker=Speaker.INTERVIEWER), COMMITMENTS) == []


def test_suggest_without_commitments_is_silent():
    assert MATCHER.suggest(reading(*KEPT), []) == []


def test_rank_orders_every_promise_for_a_passage_with_reasons():
    story = reading(*KEPT, *BROKEN)
    damp = next(s for s in story.segments if "damp" in s.quote)
    ranked = MATCHER.rank(story, COMMITMENTS, damp.start, damp.end)
    assert ranked[0].ref == "C2"
    assert any("damp" in reason for reason in ranked[0].reasons)
    assert {one.ref for one in ranked} == {c.ref for c in COMMITMENTS}
    assert MATCHER.rank(story, COMMITMENTS, 10_000, 10_001) == []


themes = st.sampled_from(["home", "voice", "employment", "skills", "odd one"])
codes = st.lists(st.tuples(themes, st.sampled_from(list(Change))), max_size=3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30), codes), max_size=5),
    st.lists(st.tuples(st.text(max_size=30), st.lists(themes, max_size=2)), max_size=4),
)
def test_suggest_never_raises_and_quotes_what_is_there(sentences, promised):
    story = reading(*((words, "") for words, _ in sentences))
    segments = tuple(
        ReadSegment(s.start, s.end, s.quote, s.speaker,
                    tuple(SuggestedCode(t, c, 0.5, ()) for t, c in coded))
        for s, (_, coded) in zip(story.segments, sentences, strict=True)
    )  # fmt: skip
    commitments = [
        CommitmentText(f"C{i}", text, tuple(named)) for i, (text, named) in enumerate(promised)
    ]
    body = "\n".join(words for words, _ in sentences)
    links = MATCHER.suggest(Reading("r", segments, (), story.concern), commitments)
    assert len({link.ref for link in links}) == len(links)
    for link in links:
        assert 0 <= link.score <= 1
        assert link.because
        assert all(body[p.start : p.end] == p.quote for p in link.because)


def test_suggest_says_that_it_took_longer_than_was_promised():
    (link,) = MATCHER.suggest(reading(*BROKEN), COMMITMENTS)
    assert "says it took longer than was promised" in link.reasons


def test_suggest_finds_by_meaning_what_shares_no_word():
    promised = [
        CommitmentText("C1", "Run a weekly lunch club for older residents.", ("connection",)),
        CommitmentText("C2", "Replace diesel vans with electric vehicles.", ("climate",)),
        CommitmentText("C3", "Fund forklift certificates for the unemployed.", ("skills",)),
    ]
    told = (
        ("I had my dinner by myself for eleven years.", "connection:need"),
        ("Every Tuesday the minibus brings a dozen of us pensioners in.", "connection:activity"),
        ("We sit down to soup and a pudding, and I know every name now.", "connection:better"),
    )  # fmt: skip
    links = MATCHER.suggest(reading(*told), promised)
    assert [link.ref for link in links][:1] == ["C1"]


def test_suggest_takes_the_vectors_a_reading_brings():
    story = reading(*KEPT)
    vectors = Encoder(MODELS).embed([words for words, _ in KEPT]).astype(np.float16)
    brought = MATCHER.suggest(replace(story, vectors=vectors), COMMITMENTS)
    worked_out = MATCHER.suggest(story, COMMITMENTS)
    assert [(one.ref, one.stance) for one in brought] == [
        (one.ref, one.stance) for one in worked_out
    ]
    turned = replace(story, vectors=-vectors)
    assert MATCHER.suggest(turned, COMMITMENTS) != worked_out


def test_suggest_of_a_very_long_story_counts_its_first_sentences_only():
    story = reading(*KEPT, *[("It rained again.", "")] * 800, *BROKEN)
    assert all(p.end < 20_000 for link in MATCHER.suggest(story, COMMITMENTS) for p in link.because)
    assert "C2" not in {link.ref for link in MATCHER.suggest(story, COMMITMENTS)}


def test_name_tells_the_version_of_the_weights():
    version = (MODELS / "links" / "VERSION").read_text(encoding="ascii").strip()
    assert MATCHER.name == f"matcher {version}"
