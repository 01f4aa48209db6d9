"""Reading the impact screen, what stories said of it since, and handover notes."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import readable_contracts
from storybank.core.errors import NotFound
from storybank.reviews.models import Effect, EffectCheck, HandoverNote


def get_effect(session: Session, actor: Actor, public_id: UUID) -> tuple[Effect, Contract]:
    """One line of the screen of a contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Effect, Contract)
        .join(Contract, col(Contract.id) == Effect.contract_id)
        .where(Effect.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such effect, or it is not yours to read.")
    return found[0], found[1]


def list_effects(session: Session, contract_id: int) -> Sequence[Effect]:
    """The screen of a contract: what may get worse first, then by pillar and group."""
    return session.exec(
        select(Effect)
        .where(Effect.contract_id == contract_id)
        .order_by(col(Effect.is_positive), col(Effect.pillar), col(Effect.group), col(Effect.id))
    ).all()


def list_effects_of(session: Session, contract_ids: Collection[int]) -> Sequence[Effect]:
    """The screens of several contracts: what may get worse first, then by contract and pillar."""
    return session.exec(
        select(Effect)
        .where(col(Effect.contract_id).in_(contract_ids))
        .order_by(
            col(Effect.is_positive),
            col(Effect.contract_id),
            col(Effect.pillar),
            col(Effect.group),
            col(Effect.id),
        )
    ).all()


def list_checks(session: Session, effect_ids: Collection[int]) -> Sequence[EffectCheck]:
    """Every check of these effects, the newest first."""
    return session.exec(
        select(EffectCheck)
        .where(col(EffectCheck.effect_id).in_(effect_ids))
        .order_by(col(EffectCheck.checked_on).desc(), col(EffectCheck.id).desc())
    ).all()


def newest_checks(session: Session, effect_ids: Collection[int]) -> dict[int, EffectCheck]:
    """The check that counts, by effect, in one query."""
    newest: dict[int, EffectCheck] = {}
    for check in list_checks(session, effect_ids):
        newest.setdefault(check.effect_id, check)
    return newest


def list_handover_notes(
    session: Session, contract_id: int, most: int = 20
) -> Sequence[HandoverNote]:
    """What those before wrote down for those after, the newest first."""
    return session.exec(
        select(HandoverNote)
        .where(HandoverNote.contract_id == contract_id)
        .order_by(col(HandoverNote.id).desc())
        .limit(most)
    ).all()
