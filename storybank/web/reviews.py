"""Pages of running a contract: reviews, actions, ratings, shortfalls, pledges, handover.

The pages themselves stand in ``review_pages``, a file a kind of work.
"""

from storybank.web.review_pages import (
    actions,
    handover,
    meetings,
    pledges,
    ratings,
    screen,
    shortfalls,
)
from storybank.web.review_pages.blueprint import pages

__all__ = [
    "actions",
    "handover",
    "meetings",
    "pages",
    "pledges",
    "ratings",
    "screen",
    "shortfalls",
]
