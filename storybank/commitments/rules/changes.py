"""What a change of a promise must be. Pure."""

from storybank.core.errors import RuleBroken


def check_reason(reason: str) -> None:
    """A change of a promise needs a reason, which everybody after will read.

    Raises:
        RuleBroken: none was given.
    """
    if not reason.strip():
        raise RuleBroken(
            "Say why the promise is changed; the reason stays on record.", field="reason"
        )
