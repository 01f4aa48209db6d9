"""Who may read a story, and how a story may change. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose
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
        ways.extend(board_scope(actor))
    if actor.plays(RoleName.CONTRIBUTOR):
        ways.append(Allowed(organisation_id=actor.organisation_id))
    if actor.plays(RoleName.SAFEGUARDING_LEAD):
        for own in (
            {"owner_id": actor.organisation_id},
            {"organisation_id": actor.organisation_id},
        ):
            ways.append(Allowed(statuses=(StoryStatus.ACCEPTED, StoryStatus.HELD), **own))
    return tuple(ways)


def uncovered_scope(actor: Actor) -> Scope:
    """The ways in which this actor reads stories with nothing covered: without a board's seat."""
    return reading_scope(replace(actor, roles=actor.roles - {RoleName.BOARD_READER}))


def board_scope(actor: Actor) -> Scope:
    """What may stand in a report to a board: consent to that, and nothing else, decides."""
    owner = None if actor.everywhere else actor.organisation_id
    return (Allowed(purpose=Purpose.BOARD, owner_id=owner, unplaced=False, prepared=True),)


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


def may_suggest_by_machine(purposes: Collection[Purpose]) -> bool:
    """Whether the storyteller lets a computer suggest what the story is about."""
    return Purpose.MACHINE_SUGGESTIONS in purposes
