"""How one promise is being run, for its own page: shortfalls, its rating, what was agreed on it."""

from typing import Any

from sqlmodel import Session

from storybank.commitments.models import Commitment
from storybank.reviews import queries
from storybank.reviews.rules import OPEN_SHORTFALLS, RATING_NAMES
from storybank.web.forms.review_words import SHORTFALL_NAMES


def gather_running(session: Session, promise: Commitment) -> dict[str, Any]:
    """For ``reviews/_promise.html``; three SQL statements."""
    shortfalls = queries.list_shortfalls_of_promise(session, promise.key)
    return {
        "running": {
            "open_shortfall": next(
                (one for one in shortfalls if one.status in OPEN_SHORTFALLS), None
            ),
            "shortfalls": shortfalls,
            "rating": queries.find_rating_of(session, promise.key),
            "actions": queries.list_actions_on(session, promise.key),
            "rating_names": RATING_NAMES,
            "shortfall_names": SHORTFALL_NAMES,
        }
    }
