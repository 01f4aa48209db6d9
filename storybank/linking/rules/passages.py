"""Which words may be attached to which promises. Pure."""

from storybank.core.errors import RuleBroken


def check_passage(body: str, start: int, end: int) -> str:
    """The words between two offsets (half-open, code points), without spaces around them.

    Raises:
        RuleBroken: there are no such words.
    """
    if not 0 <= start < end <= len(body) or not body[start:end].strip():
        raise RuleBroken("Choose the words that bear on the promise.", field="passage")
    return body[start:end]


def trim_passage(body: str, start: int, end: int) -> tuple[int, int]:
    """The same passage without white space at its ends."""
    words = body[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def check_same_contract(story_contract_id: int | None, commitment_contract_id: int) -> None:
    """A passage can only bear on promises of the story's own contract.

    Raises:
        RuleBroken: the story belongs to another contract, or to none yet.
    """
    if story_contract_id is None:
        raise RuleBroken(
            "This story is not attached to a contract yet. Attach it first.", field="commitment"
        )
    if story_contract_id != commitment_contract_id:
        raise RuleBroken(
            "That promise is in another contract than this story's.", field="commitment"
        )


def check_not_learning(*, learning_only: bool) -> None:
    """A story shared for learning only is evidence for or against nothing.

    Raises:
        RuleBroken: it is such a story.
    """
    if learning_only:
        raise RuleBroken(
            "This story is for learning only, so its words cannot be attached to a promise. If "
            "whoever sent it agrees, take that mark off on the story’s page first."
        )


def check_same_claim(was: str, becomes: str) -> None:
    """A claim that somebody independent looked at comes back only as what they looked at.

    Raises:
        RuleBroken: it would say the opposite of it.
    """
    if was != becomes:
        raise RuleBroken(
            "These very words were set beside this promise before, the other way round, and an "
            "independent person's work rests on that. Choose the words a little longer or shorter "
            "to make a new claim of them.",
            field="stance",
        )
