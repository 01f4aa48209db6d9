"""What a reader reads of passages, where only a seat on a board lets them see the story."""

from collections.abc import Sequence

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.linking.queries import LinkedPassage
from storybank.reports.queries import links_in_own_words, stories_open_to
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words


def words_of(session: Session, actor: Actor, passages: Sequence[LinkedPassage]) -> dict[int, str]:
    """The words of each passage as this reader reads them, by link; "" where they are not quoted.

    For a seat on a board personal details are covered, and what is told about somebody is not
    quoted at all. At most three SQL statements.
    """
    own = stories_open_to(session, uncovered_scope(actor), [one.story.key for one in passages])
    covered = [one for one in passages if one.story.key not in own]
    said = {one.link.key: one.link.quote for one in passages if one.story.key in own}
    if not covered:
        return said
    quoted = links_in_own_words(session, [one.link.key for one in covered])
    details = list_identifiers(session, [one.version.key for one in covered])
    return said | {
        one.link.key: mask_words(one.link.quote, one.link.start, details[one.version.key])
        if one.link.key in quoted
        else ""
        for one in covered
    }
