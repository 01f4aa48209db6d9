"""Public ids: what stands in URLs and exports. Row numbers never leave the database."""

from uuid import UUID, uuid4

from storybank.core.errors import NotFound


def new_public_id() -> UUID:
    """A random (version 4) UUID: it cannot be guessed, counted or put in order."""
    return uuid4()


def parse_public_id(text: str) -> UUID:
    """Read a public id as typed or followed by a person.

    Raises:
        NotFound: the text is no public id, so nothing can be there.
    """
    try:
        return UUID(text)
    except (ValueError, AttributeError) as error:
        raise NotFound("There is nothing at this address.") from error
