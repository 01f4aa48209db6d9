"""Who acts, and what they may do. Pure."""

from dataclasses import dataclass

from storybank.accounts.permissions import PERMISSIONS, Action, RoleName
from storybank.core.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a signed-in person, the operator at the machine, or the machine itself.

    ``organisation_id`` is None for the last two; ``everywhere`` says that the actor is not
    bound to one organisation's contracts.
    """

    user_id: int | None
    label: str
    organisation_id: int | None
    roles: frozenset[RoleName]
    everywhere: bool = False
    machine: bool = False

    @classmethod
    def operator(cls) -> "Actor":
        """Somebody with a shell on the server, through the command line."""
        roles = frozenset({RoleName.ADMINISTRATOR, RoleName.CONTRACT_MANAGER})
        return cls(None, "operator", None, roles, everywhere=True)

    @classmethod
    def pipeline(cls) -> "Actor":
        """The machine, working through what people have set off."""
        return cls(None, "pipeline", None, frozenset(), everywhere=True, machine=True)

    def plays(self, *roles: RoleName) -> bool:
        """Whether the actor plays one of these parts."""
        return not self.roles.isdisjoint(roles)


def can(actor: Actor, action: Action) -> bool:
    """Whether the permissions table lets the actor do this."""
    if action is Action.RUN_PIPELINE:
        return actor.machine
    return not PERMISSIONS[action].isdisjoint(actor.roles)


def require(actor: Actor, action: Action) -> None:
    """Let the actor pass, or stop them.

    Raises:
        NotAllowed: no role of theirs has this action.
    """
    if not can(actor, action):
        raise NotAllowed("Your role does not include this. Ask your administrator if it should.")
