"""The exception tree.

    StorybankError            something a person can be told in plain English
      NotFound                no such thing, or none this actor may know of
      NotAllowed              this actor may not do that
      RuleBroken              the act breaks a rule; ``field`` names the form field, if one
        AlreadyHeld           the same thing is already there

Every message is written for the person at the screen: what happened and what to do.
None carries story text or a name.
"""


class StorybankError(Exception):
    """Base of all errors that may be shown to a person."""


class NotFound(StorybankError):
    """There is no such thing, or none that this actor may know of."""


class NotAllowed(StorybankError):
    """The actor may not do this."""


class RuleBroken(StorybankError):
    """The act breaks a rule of the step; nothing was changed."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class AlreadyHeld(RuleBroken):
    """The same thing is already in the bank."""
