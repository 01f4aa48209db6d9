"""Where people can tell their story today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.telling.models import Call
from storybank.telling.queries import readable_calls


@dataclass(frozen=True)
class OpenCall:
    """A call that is open: what it asks, where (within Storybank), and until when."""

    title: str
    ask: str
    path: str
    closes_on: date | None


def list_open_calls(
    session: Session, actor: Actor, places: Collection[int], most: int = 10
) -> list[OpenCall]:
    """Calls that are open today: of these places or of no place; of any where none are given."""
    today = clock.today()
    where = [
        readable_calls(actor),
        col(Call.closed_at).is_(None),
        col(Call.opens_on) <= today,
        or_(col(Call.closes_on).is_(None), col(Call.closes_on) >= today),
    ]
    if places:
        there = select(Contract.id).where(
            or_(col(Contract.place_id).in_(places), col(Contract.place_id).is_(None))
        )
        where.append(or_(col(Call.place_id).is_(None), col(Call.place_id).in_(places)))
        where.append(or_(col(Call.contract_id).is_(None), col(Call.contract_id).in_(there)))
    rows = session.exec(
        select(Call)
        .where(*where)
        .order_by(col(Call.place_id).is_(None), col(Call.opens_on).desc(), col(Call.id))
        .limit(most)
    )
    return [OpenCall(one.title, one.ask, f"/tell/{one.slug}", one.closes_on) for one in rows]
