"""Who may read a story, and how a story may change. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.stories.models import StoryStatus


@dataclass(frozen=True)
class Allowed:
    """One way in which stories may be read: all conditions given must hold.

    ``purpose``: the storyteller allows it today. ``owner_id``: that organisation runs the
    contract. ``unplaced``: stories that have no contract yet count as theirs too.
    ``organisation_id``: that organisation sent it. ``prepared``: personal details have been
    looked for in its newest version, so that they can be covered.
    """

    statuses: tuple[StoryStatus, ...] = (StoryStatus.ACCEPTED,)
    purpose: Purpose | None = None
    owner_id: int | None = None
    unplaced: bool = True
    organisation_id: int | None = None
    prepared: bool = False


Scope = tuple[Allowed, ...]
LONGEST_REQUEST = 2000
# What leaves contract management waits for the storyteller's yes, where they asked to be shown.
CHECKED_PURPOSES = frozenset(
    {
        Purpose.BOARD,
        Purpose.PUBLIC,
        Purpose.OTHER_BODIES,
        Purpose.RESEARCH_EXPORT,
        Purpose.QUOTATION,
    }
)


class Exactness(StrEnum):
    """How exactly it is told when a story was told."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class WhenTold(Protocol):
    """What is kept of when a story was told."""

    @property
    def told_on(self) -> date | None:
        """The day, or the first day of what it was made less exact to."""

    @property
    def shown_when(self) -> str:
        """What is shown of it, where that is not the day."""


def reading_scope(actor: Actor) -> Scope:
    """The ways in which this actor may read stories; none at all by default."""
    ways: list[Allowed] = []
    if actor.machine:
        ways.append(Allowed())
    if actor.plays(RoleName.CONTRACT_MANAGER, RoleName.ANALYST):
        owner = None if actor.everywhere else actor.organisation_id
        ways.append(Allowed(purpose=Purpose.CONTRACT_MANAGEMENT, owner_id=owner))
    if actor.plays(RoleName.VERIFIER):
        ways.append(Allowed(purpose=Purpose.CONTRACT_MANAGEMENT))
    if actor.plays(RoleName.BOARD_READER):
        ways.append(_for_boards(actor, Purpose.BOARD))
    if actor.plays(RoleName.CONTRIBUTOR):
        ways.append(Allowed(organisation_id=actor.organisation_id))
    if actor.plays(RoleName.SAFEGUARDING_LEAD):
        # What is held they read at their own desk, so that it counts nowhere, whoever they are.
        ways.append(Allowed(owner_id=actor.organisation_id))
        ways.append(Allowed(organisation_id=actor.organisation_id))
    return tuple(ways)


def uncovered_scope(actor: Actor) -> Scope:
    """The ways in which this actor reads stories with nothing covered: without a board's seat."""
    return reading_scope(replace(actor, roles=actor.roles - {RoleName.BOARD_READER}))


def board_scope(actor: Actor) -> Scope:
    """What a report to a board may count and quote: consent to that, and nothing else, decides.

    Wider than what a board reader may open and search: whoever allows only that they are quoted
    stands in the report with short passages, and leads nobody to the whole of the story.
    """
    return tuple(_for_boards(actor, purpose) for purpose in IN_BOARD_REPORTS)


def _for_boards(actor: Actor, purpose: Purpose) -> Allowed:
    owner = None if actor.everywhere else actor.organisation_id
    return Allowed(purpose=purpose, owner_id=owner, unplaced=False, prepared=True)


def check_edit(*, based_on: int, current: int, changed: bool) -> None:
    """An edit must start from the newest version and change something.

    Raises:
        RuleBroken: somebody published a newer version meanwhile, or nothing differs.
    """
    if based_on != current:
        raise RuleBroken(
            "Somebody published a newer version while you were editing. Your words are kept "
            "below: compare them with the newest version, then publish again.",
        )
    if not changed:
        raise RuleBroken("Nothing differs from the version that stands.", field="body")


def may_mark(actor: Actor, organisation_id: int) -> bool:
    """Whether an actor edits stories, or belongs to the organisation that sent this one."""
    return can(actor, Action.EDIT_STORY) or actor.organisation_id == organisation_id


def check_may_mark(actor: Actor, *, organisation_id: int) -> None:
    """Whoever edits stories, or belongs to the organisation that sent this one, may mark it.

    Raises:
        NotAllowed: the actor is neither.
    """
    if not may_mark(actor, organisation_id):
        raise NotAllowed("Only whoever sent this story, or edits it, can say that.")


def check_told_of(*, version: int, current: int, agrees: bool, words: str) -> None:
    """A storyteller says yes to the newest words, or says what should be changed in them.

    Raises:
        RuleBroken: the words are not the newest, or nothing is said of the change.
    """
    if version != current:
        raise RuleBroken("The words have changed since. Read them again, then say.")
    if not agrees and not words.strip():
        raise RuleBroken("Say what should be changed.", field="words")
    if len(words) > LONGEST_REQUEST:
        raise RuleBroken(f"Use {LONGEST_REQUEST:,} characters or fewer.", field="words")


def reads_exactly(actor: Actor, *, organisation_id: int) -> bool:
    """Whether an actor manages contracts or belongs to whoever sent the story.

    They see where and when it was told as it was sent, and who told it.
    """
    if actor.plays(RoleName.CONTRACT_MANAGER, RoleName.SAFEGUARDING_LEAD):
        return True
    return actor.plays(RoleName.CONTRIBUTOR) and actor.organisation_id == organisation_id


def shown_when(story: WhenTold) -> str:
    """When a story was told, as exactly as that is told to anybody."""
    if story.shown_when or story.told_on is None:
        return story.shown_when
    return when_shown(story.told_on, Exactness.DAY)


def told_words(story: WhenTold) -> str:
    """The same with a verb: "told on 3 June 2026", "told in Summer 2026"; a teller's own words."""
    if story.told_on is None:
        return story.shown_when
    return f"told in {story.shown_when}" if story.shown_when else f"told on {shown_when(story)}"


def when_shown(day: date, exactness: Exactness) -> str:
    """A day in words, as exactly as wished: "3 June 2026", "June 2026", "Summer 2026", "2026".

    Winter has the year it begins in and the next: "Winter 2025 to 2026".
    """
    if exactness is Exactness.DAY:
        return f"{day.day} {day:%B} {day.year}"
    if exactness is Exactness.MONTH:
        return f"{day:%B} {day.year}"
    if exactness is Exactness.YEAR:
        return str(day.year)
    begins = first_day_of(day, Exactness.SEASON)
    if begins.month == 12:
        return f"Winter {begins.year} to {begins.year + 1}"
    return f"{season_of(day)} {day.year}"


def season_of(day: date) -> str:
    """The season of a day, by whole months."""
    return ("Winter", "Spring", "Summer", "Autumn")[day.month % 12 // 3]


def first_day_of(day: date, exactness: Exactness) -> date:
    """The first day of the month, season or year a day lies in; the day itself if exact."""
    if exactness is Exactness.DAY:
        return day
    if exactness is Exactness.MONTH:
        return day.replace(day=1)
    if exactness is Exactness.YEAR:
        return day.replace(month=1, day=1)
    month = day.month // 3 * 3
    if month == 0:  # January and February belong to the winter that began in December
        return date(max(day.year - 1, 1), 12, 1)
    return day.replace(month=month, day=1)


def may_suggest_by_machine(purposes: Collection[Purpose]) -> bool:
    """Whether the storyteller lets a computer suggest what the story is about."""
    return Purpose.MACHINE_SUGGESTIONS in purposes
