"""What needs a person of being told back: disputes, answers owed, plans gone by, people to ask."""

from __future__ import annotations

from flask import url_for

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.answering.queries import (
    Told,
    answerable,
    count_awaiting,
    count_changes,
    count_due,
    overdue_before,
)
from storybank.core import clock
from storybank.web.bank import current_bank
from storybank.web.desk import Line


def _answers(actor: Actor) -> bool:
    return can(actor, Action.ANSWER_STORY)


def _days() -> int:
    return current_bank().settings.answer_days


DISPUTED = Line(
    _answers,
    lambda desk: count_changes(desk.session, answerable(desk.actor), Told.DISPUTED),
    (
        "change that was said to be made is disputed",
        "changes that were said to be made are disputed",
    ),
    "Whoever told the story says that it is not so. Look into it, and answer again.",
    "Read what they say",
    lambda _desk: url_for("answering.changes", only=Told.DISPUTED.value),
    urgent=True,
)
UNANSWERED = Line(
    _answers,
    lambda desk: count_awaiting(desk.session, desk.actor, before=overdue_before(_days())),
    ("story waits too long for an answer", "stories wait too long for an answer"),
    lambda _desk: f"Those who told them have heard nothing for more than {_days()} days.",
    "Answer the oldest",
    lambda _desk: url_for("answering.list_"),
)
LATE_PLANS = Line(
    _answers,
    lambda desk: count_changes(desk.session, answerable(desk.actor), Told.LATE),
    ("planned change is past its day", "planned changes are past their day"),
    "Whoever told the story was given a day. Say what came of it.",
    "Say what came of them",
    lambda _desk: url_for("answering.changes", only=Told.LATE.value),
)
ASK_AGAIN = Line(
    _answers,
    lambda desk: count_due(desk.session, desk.actor, clock.today(), unasked=True),
    ("person agreed to be asked how it is now", "people agreed to be asked how it is now"),
    "Only they know whether a change has lasted, and nobody has asked yet.",
    "Ask them",
    lambda _desk: url_for("answering.again"),
)
