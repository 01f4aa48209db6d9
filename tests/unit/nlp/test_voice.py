"""Whose words a sentence holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.nlp.reading import Voice
from storybank.nlp.sentences import split_sentences
from storybank.nlp.turns import split_turns
from storybank.nlp.voice import Heard, find_quotations, hear_voices

STORY, STUDY, TALK = "beneficiary_story", "case_study", "interview_transcript"


def hear(body: str, kind: str) -> list[tuple[str, Heard]]:
    spans = [
        span
        for turn in split_turns(body, kind)
        for span in split_sentences(body, turn.text_start, turn.end)
    ]
    heard = hear_voices(body, kind, spans)
    return [(body[start:end], one) for (start, end), one in zip(spans, heard, strict=True)]


def voices(body: str, kind: str) -> list[str]:
    return [one.voice.value for _, one in hear(body, kind)]


def test_a_story_in_the_first_person_is_all_the_storytellers_own() -> None:
    body = "I moved in May. The heating works. He said 'you're late' and I said 'I know'."

    assert voices(body, STORY) == ["own", "own", "own"]


def test_in_a_first_person_story_what_stands_whole_in_anothers_mouth_is_not_own() -> None:
    body = "I got there late. 'Go home,' he said. 'You look done in. Come back soon.' So I did."

    assert voices(body, STORY) == ["own", "own", "told", "told", "own"]


def test_a_short_story_without_i_is_own() -> None:
    assert voices("Lost my job. Bus was late. Rain.", STORY) == ["own"] * 3


def test_a_story_set_whole_in_quotation_marks_is_own() -> None:
    body = "“I would not be here without her. She came every day. Now I walk to the shop.”"

    assert voices(body, STORY) == ["own"] * 3


def test_a_story_about_somebody_is_told_and_quotes_her() -> None:
    body = (
        "Maureen is 74. She lives alone in Hull. She told us she felt cut off. "
        "“I never saw a soul,” she said. “Now I’m out three days a week. I’ve got a diary!”"
    )
    assert voices(body, STORY) == ["told", "told", "told", "quoted", "quoted", "quoted"]


def test_a_workers_first_person_is_not_the_storytellers() -> None:
    body = (
        "We supported Aisha to find work. I met her weekly. She was referred to us in May. "
        "I helped her with her CV. She now works at the library. "
        '"I can pay my own rent," Aisha said.'
    )
    heard = hear(body, STORY)

    assert [one.voice for _, one in heard] == [Voice.TOLD] * 5 + [Voice.QUOTED]
    assert heard[-1][1].attributed_to == "Aisha"


@pytest.mark.parametrize(
    ("sentence", "voice", "who"),
    [
        ('Selam told us: "At home I was Sister, here I was nobody."', "quoted", "Selam"),
        ("“I count trolleys for a living,” he told us.", "quoted", "the storyteller"),
        (
            "‘I love the schools and I do not love your portal,’ says Mrs Hart.",
            "quoted",
            "Mrs Hart",
        ),
        ("'Thirty-nine years,' she said, 'and a hedge.'", "quoted", "the storyteller"),
        ("Her daughter Karen says: “She’s a different woman.”", "quoted", "Karen"),
        ("« I sleep now, and I cook », said Amina.", "quoted", "Amina"),
        ("She called the bus “a lifeline”.", "told", ""),
        ('Her notes described this as "settled".', "told", ""),
        ("She told us that she felt at home for the first time.", "told", ""),
        ("We supported her to find a flat.", "told", ""),
        ("I was delighted to work with Jo.", "told", ""),
        ("The lads’ club and the tenants' hall share a door.", "told", ""),
        (
            "Our community officer, Dave Hill, said: “It has been great to see her get on.”",
            "told",
            "Our community officer",
        ),
        ("“We are delighted with the result,” said Pat.", "told", "Pat"),
    ],
)
def test_a_case_study_is_told_except_what_it_quotes_of_the_person(
    sentence: str, voice: str, who: str
) -> None:
    ((_, heard),) = hear(sentence, STUDY)

    assert heard.voice.value == voice
    assert heard.attributed_to == who


def test_a_quotation_over_paragraphs_is_one_persons() -> None:
    body = "“I slept at last,” Maureen said. “I cook.\n\n“I have a diary! It is full.” She is 74."
    heard = hear(body, STUDY)

    assert [one.voice.value for _, one in heard] == ["quoted"] * 4 + ["told"]
    assert {one.attributed_to for _, one in heard[:4]} == {"Maureen"}


def test_the_next_speakers_tag_is_not_the_last_ones() -> None:
    body = "“I cook now. I sleep.” Our manager, Dave Hill, said: “She has worked so hard.”"

    assert voices(body, STUDY) == ["quoted", "quoted", "told"]


def test_words_set_apart_as_somebodys_own_are_quoted() -> None:
    body = "Jo came.\n\nIn her own words\n\nI was scared. I run a till.\n\nCosts\n\nIt is £4."
    heard = dict(hear(body, STUDY))

    assert heard["I was scared."].voice is Voice.QUOTED
    assert heard["It is £4."].voice is Voice.TOLD


def test_in_an_interview_answers_are_own_and_questions_asked() -> None:
    body = (
        "INT: How was it?\nRES: It were grand. My boss said 'well done'.\nINT: And now?\nRES: Good."
    )

    assert voices(body, TALK) == ["asked", "own", "own", "asked", "own"]


def test_in_an_interview_a_worker_beside_the_storyteller_tells_of_them() -> None:
    body = "INT: How was it?\nRES: Grand.\nSUPPORT WORKER: He has done well.\nINT: And?\nRES: Fine."

    assert voices(body, TALK) == ["asked", "own", "told", "asked", "own"]


def test_a_note_by_who_wrote_it_down_is_told() -> None:
    body = "I sleep at night. I walk the dog. Written down by Jas, support worker."

    assert voices(body, STORY) == ["own", "own", "told"]


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("He said “no” and “yes”.", ["no", "yes"]),
        ("'Appen it's me age, the lads' club is where 'e goes.", []),
        ("He said \"she told me 'go on' twice\" and left.", ["she told me 'go on' twice"]),
        ("A “never closed one\nand more.", ["never closed one"]),
        ("It is 6' 2\" tall.", []),
        ("", []),
    ],
)
def test_find_quotations_outermost_marks(body: str, quoted: list[str]) -> None:
    assert [body[start:end] for start, end in find_quotations(body)] == quoted


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("aIe she said.\n\"'“”‘’«»„:,!?-—[]#>*é😀"), max_size=120),
    st.sampled_from([STORY, STUDY, TALK]),
)
def test_any_text_is_heard_sentence_by_sentence(body: str, kind: str) -> None:
    heard = hear(body, kind)

    assert all(isinstance(one, Heard) for _, one in heard)
    for start, end in find_quotations(body):
        assert 0 <= start <= end <= len(body)


def test_a_very_long_text_full_of_marks_is_heard_in_one_go() -> None:
    body = "“I said 'no' and \"yes\" " * 4000

    assert voices(body, STUDY)
