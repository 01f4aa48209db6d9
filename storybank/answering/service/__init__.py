"""Answering stories, and asking again after some months."""

from storybank.answering.rules import AnswerGiven
from storybank.answering.service.answers import (
    OWN_DOOR,
    answer_story,
    dispute_change,
    mark_seen,
    take_back_answer,
)
from storybank.answering.service.covering import cover_answers
from storybank.answering.service.digest import tell_of_awaiting
from storybank.answering.service.erasing import end_follow_ups, erase_answers
from storybank.answering.service.follow_ups import (
    SaidNow,
    agree_to_follow_up,
    answer_follow_up,
    ask_by_email,
    note_asked,
    stop_asking,
)
from storybank.answering.service.telling_again import say_how_it_is

__all__ = [
    "OWN_DOOR",
    "AnswerGiven",
    "SaidNow",
    "agree_to_follow_up",
    "answer_follow_up",
    "answer_story",
    "ask_by_email",
    "cover_answers",
    "dispute_change",
    "end_follow_ups",
    "erase_answers",
    "mark_seen",
    "note_asked",
    "say_how_it_is",
    "stop_asking",
    "take_back_answer",
    "tell_of_awaiting",
]
