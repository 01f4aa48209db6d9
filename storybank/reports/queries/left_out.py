"""How many stories a report could tell, whether or not it may."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from storybank.reports.queries.figures import told_in
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryStatus


def count_accepted(session: Session, contract_ids: Collection[int], period: Period) -> int:
    """Accepted stories of these contracts and days, whoever may read them."""
    return session.exec(
        select(func.count())
        .select_from(Story)
        .where(
            Story.status == StoryStatus.ACCEPTED,
            col(Story.contract_id).in_(contract_ids),
            told_in(period),
        )
    ).one()
