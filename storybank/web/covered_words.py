"""What a reader reads of passages, where only a seat on a board lets them see the story."""

from collections.abc import Sequence

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.linking.queries import LinkedPassage
from storybank.reports.queries import links_in_own_words, stories_open_to
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words


def covered_words(
    session: Session, actor: Actor, passages: Sequence[LinkedPassage]
) -> dict[int | None, str]:
    """What is read of passages, by link, that only a seat on a board lets this reader see.

    Personal details are covered; words told about somebody are not quoted at all (""), nor are
    those of a version that was sealed since.
    """
    own = stories_open_to(session, uncovered_scope(actor), [one.story.key for one in passages])
    covered = [one for one in passages if one.story.key not in own]
    quoted = links_in_own_words(session, [one.link.key for one in covered])
    details = list_identifiers(session, [one.version.key for one in covered])
    return {
        one.link.id: mask_words(one.link.quote, one.link.start, details[one.version.key])
        if one.link.key in quoted and one.version.sealed_at is None
        else ""
        for one in covered
    }


def words_of(
    session: Session, actor: Actor, passages: Sequence[LinkedPassage]
) -> dict[int | None, str]:
    """The words of each passage as this reader reads them, by link; "" where not quoted."""
    said: dict[int | None, str] = {one.link.id: one.link.quote for one in passages}
    return said | covered_words(session, actor, passages)
