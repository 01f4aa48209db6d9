"""What a panel that chooses stories of most significant change may do. Pure.

Choosing is for learning: it is no finding, and counts as evidence of nothing. So stories that
were shared for learning only may be put before a panel too.
"""

from collections.abc import Collection, Sequence
from datetime import date

from storybank.core.errors import NotAllowed, RuleBroken
from storybank.core.text import squeeze
from storybank.intake.models import Purpose
from storybank.stories.rules import Scope
from storybank.verification.models import Selection, SelectionPanel, SelectionRound

MOST_DOMAINS = 8
LONGEST_DOMAIN = 80
MOST_STORIES = 60
FEWEST_LETTERS = 10


def split_domains(typed: str) -> list[str]:
    """Domains as they are typed, one a line, each once."""
    lines = (squeeze(line) for line in typed.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def check_panel(
    title: str, question: str, domains: Sequence[str], from_on: date | None, to_on: date | None
) -> None:
    """A panel has a name, a question, domains to choose in, and a time that ends after it begins.

    Raises:
        RuleBroken: one of these is missing or will not do.
    """
    if not squeeze(title):
        raise RuleBroken("Give the panel a name.", field="title")
    if not squeeze(question):
        raise RuleBroken("Write the question the panel answers.", field="question")
    if not 1 <= len(domains) <= MOST_DOMAINS:
        raise RuleBroken(f"Name one to {MOST_DOMAINS} domains, one a line.", field="domains")
    if any(len(one) > LONGEST_DOMAIN for one in domains):
        raise RuleBroken(f"Keep each domain within {LONGEST_DOMAIN} characters.", field="domains")
    if from_on and to_on and to_on < from_on:
        raise RuleBroken("The time ends before it begins. Check both days.", field="to_on")


def panel_scope(scope: Scope) -> Scope:
    """Of the ways a person may read stories, those the storyteller allowed.

    Whoever reads a story because their own organisation sent it may not put it before others.
    """
    allowed = {Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD}
    return tuple(way for way in scope if way.purpose in allowed)


def check_open(panel: SelectionPanel, sitting: SelectionRound | None = None) -> None:
    """Nothing changes in what is closed.

    Raises:
        RuleBroken: the panel or the sitting is closed.
    """
    if panel.closed_at is not None:
        raise RuleBroken("This panel is closed. What it chose stays as it is.")
    if sitting is not None and sitting.closed_at is not None:
        raise RuleBroken("This sitting is closed. What it chose stays as it is.")


def check_own(panel: SelectionPanel, organisation_id: int | None, *, everywhere: bool) -> None:
    """A panel is run by the organisation that made it.

    Raises:
        NotAllowed: the actor belongs to another.
    """
    if not everywhere and panel.organisation_id != organisation_id:
        raise NotAllowed("Another organisation runs this panel.")


def check_sitting(held_on: date, sat: str, today: date) -> None:
    """A sitting has a day that has come, and people who sat.

    Raises:
        RuleBroken: it has not.
    """
    if held_on > today:
        raise RuleBroken("Give the day the panel sat; it cannot lie ahead.", field="held_on")
    if not squeeze(sat):
        raise RuleBroken("Write who sat, so that the choice can be understood.", field="sat")


def check_choice(reason: str) -> None:
    """A choice has its reason, whichever way it went.

    Raises:
        RuleBroken: there is none worth the name.
    """
    if sum(letter.isalpha() for letter in reason) < FEWEST_LETTERS:
        raise RuleBroken(
            "Say why the panel chose so, in a sentence. It is read by those who sit next, and "
            "told to the storyteller.",
            field="reason",
        )


def check_can_close(undecided: int, before_it: int) -> None:
    """A sitting closes when it has decided on every story.

    Raises:
        RuleBroken: it has not, or none was put before it.
    """
    if before_it == 0:
        raise RuleBroken("No story was put before this sitting. Put some before it first.")
    if undecided:
        one = undecided == 1
        raise RuleBroken(
            f"{undecided} {'story waits' if one else 'stories wait'} for the panel’s decision. "
            "Say for each whether it is chosen, and why."
        )


def check_told_back(how: str, told_on: date | None, held_on: date, today: date) -> None:
    """How the storyteller heard, and when; without a day, why they could not.

    Raises:
        RuleBroken: nothing is said, or the day is before the sitting or ahead.
    """
    if not squeeze(how):
        raise RuleBroken("Say how they heard, or why they could not be told.", field="how")
    if told_on is not None and not held_on <= told_on <= today:
        raise RuleBroken("Give a day after the panel sat, and not one ahead.", field="told_on")


def to_go_up(selections: Collection[Selection]) -> list[tuple[int, str]]:
    """The stories chosen at a sitting, with their domains: they go before the next one."""
    return [(one.story_id, one.domain) for one in selections if one.is_chosen]


def not_told(selections: Collection[Selection]) -> set[int]:
    """Stories decided on whose tellers have not heard, nor been given up on."""
    heard = {one.story_id for one in selections if one.told_back_how}
    return {one.story_id for one in selections if one.is_chosen is not None} - heard
