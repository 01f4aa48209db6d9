"""How many stories a report could tell, and may not."""

from collections.abc import Collection

from sqlmodel import Session, col, func, not_, select

from storybank.intake.models import Purpose
from storybank.reports.queries.figures import told_in
from storybank.reports.queries.numbers import in_pack
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryStatus
from storybank.stories.rules import Scope


def count_not_in_pack(
    session: Session,
    scope: Scope,
    contract_ids: Collection[int],
    period: Period,
    purpose: Purpose,
) -> int:
    """Stories of these contracts and days that may not stand in a report for this purpose."""
    return session.exec(
        select(func.count())
        .select_from(Story)
        .where(
            Story.status == StoryStatus.ACCEPTED,
            col(Story.contract_id).in_(contract_ids),
            told_in(period),
            not_(in_pack(scope, contract_ids, period, purpose)),
        )
    ).one()
