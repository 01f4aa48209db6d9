"""Who acts, and what they may do. Pure."""

from dataclasses import dataclass

from storybank.accounts.permissions import PERMISSIONS, STORYTELLERS, Action, RoleName
from storybank.core.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a signed-in person, the operator at the machine, or the machine itself.

    ``organisation_id`` is None for the last two; ``everywhere`` says that the actor is not
    bound to one organisation's contracts. ``submission_id`` is set for a storyteller who came back
    with a return code: they act on that submission, and on no other.
    """

    user_id: int | None
    label: str
    organisation_id: int | None
    roles: frozenset[RoleName]
    everywhere: bool = False
    machine: bool = False
    storyteller: bool = False
    submission_id: int | None = None

    @classmethod
    def operator(cls) -> "Actor":
        """Somebody with a shell on the server, through the command line."""
        roles = frozenset({RoleName.ADMINISTRATOR, RoleName.CONTRACT_MANAGER})
        return cls(None, "operator", None, roles, everywhere=True)

    @classmethod
    def pipeline(cls) -> "Actor":
        """The machine, working through what people have set off."""
        return cls(None, "pipeline", None, frozenset(), everywhere=True, machine=True)

    @classmethod
    def teller(cls, submission_id: int | None = None) -> "Actor":
        """Whoever tells a story without an account, or comes back to it with its return code."""
        return cls(
            None, "storyteller", None, frozenset(), storyteller=True, submission_id=submission_id
        )

    def plays(self, *roles: RoleName) -> bool:
        """Whether the actor plays one of these parts."""
        return not self.roles.isdisjoint(roles)


def can(actor: Actor, action: Action) -> bool:
    """Whether the permissions table lets the actor do this."""
    if action is Action.RUN_PIPELINE:
        return actor.machine
    if actor.storyteller:
        return action in STORYTELLERS
    return not PERMISSIONS[action].isdisjoint(actor.roles)


def require(actor: Actor, action: Action) -> None:
    """Let the actor pass, or stop them.

    Raises:
        NotAllowed: no role of theirs has this action.
    """
    if not can(actor, action):
        raise NotAllowed("Your role does not include this. Ask your administrator if it should.")


def require_one_of(actor: Actor, *actions: Action) -> None:
    """Let the actor pass who may do one of these, or stop them.

    Raises:
        NotAllowed: no role of theirs has any of these actions.
    """
    if not any(can(actor, action) for action in actions):
        require(actor, actions[0])


def require_own(actor: Actor, submission_id: int) -> None:
    """Stop a storyteller from acting on a story that is not the one of their code.

    Raises:
        NotFound: it is another; nothing is said of whether there is one.
    """
    if actor.storyteller and actor.submission_id != submission_id:
        raise NotFound("There is no such story.")
