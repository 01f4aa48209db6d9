"""Who speaks where."""

from storybank.nlp.turns import is_role_label, split_turns

TALK = "INT: How are you?\nRES: Not so bad.\nI had a fall: nothing broke.\nMAUREEN: He did.\n"


def test_split_turns_transcript_returns_labels_and_text() -> None:
    turns = split_turns(TALK, "interview_transcript")
    assert [turn.speaker_label for turn in turns] == ["INT", "RES", "MAUREEN"]
    assert [turn.is_interviewer for turn in turns] == [True, False, False]
    assert TALK[turns[1].text_start : turns[1].end].startswith("Not so bad.")


def test_split_turns_any_text_covers_it_without_gaps() -> None:
    for body in (TALK, "Good morning.\n" + TALK, "One line", "\n\nA: b\nQ: c"):
        turns = split_turns(body, "interview_transcript")
        assert "".join(body[turn.start : turn.end] for turn in turns) == body


def test_split_turns_empty_returns_none() -> None:
    assert split_turns("", "interview_transcript") == ()


def test_split_turns_many_kinds_of_label_are_known() -> None:
    body = "Q: Well?\nA: Fine.\nInterviewer 1: And?\nSpeaker 2: No.\nMrs Bowater: Yes.\n"
    turns = split_turns(body, "interview_transcript")
    assert [turn.is_interviewer for turn in turns] == [True, False, True, False, False]


def test_split_turns_case_study_headings_are_no_speakers() -> None:
    body = "Outcome 2: people are warm.\nOutcome 3: people are fed.\nMore text."
    assert len(split_turns(body, "case_study")) == 1


def test_split_turns_case_study_with_questions_is_split() -> None:
    assert len(split_turns(TALK, "case_study")) == 3


def test_is_role_label_names_are_not_roles() -> None:
    assert is_role_label("RES")
    assert is_role_label("Speaker 1")
    assert not is_role_label("MAUREEN")
