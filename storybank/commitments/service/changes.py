"""Changing promises: what lowers one waits for a second person, all else is done at once.

There is no other way to change a promise. Whoever wants to change one says what it shall say
and why; ``rules.lowerings`` tells whether that lowers it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.queries import codes_by_slug
from storybank.commitments import queries, rules
from storybank.commitments.events import CommitmentsChanged
from storybank.commitments.models import (
    Additionality,
    ChangeStatus,
    Commitment,
    CommitmentChange,
    CommitmentKind,
    Contract,
)
from storybank.commitments.service.likeness import sign_wording
from storybank.commitments.service.promises import (
    CommitmentTerms,
    check_terms,
    set_terms,
    set_themes_and_items,
    terms_of,
    told_by,
)
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.frameworks.models import FrameworkItem

FIGURES = ("ref", "quantity", "tender_quantity", "due_on", "kind", "additionality", "withdrawn_on")
"""What of a change is put on the chained record too: no free text."""


def propose_change(
    session: Session,
    actor: Actor,
    *,
    commitment: Commitment,
    terms: CommitmentTerms,
    owner: User | None,
    reason: str,
) -> CommitmentChange | None:
    """Say what a promise shall say from now on, and why.

    What lowers it waits until a second person agrees, and the promise stands as it was; all
    else is done at once. The answer's ``status`` says which. None where nothing differs.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: the terms will not do, no reason was given, or the promise is withdrawn.
        AlreadyHeld: another promise has that reference, or a change of this one waits already.
    """
    _check_may(session, actor, Action.EDIT_CONTRACT, commitment)
    check_terms(session, commitment.contract_id, terms, commitment)
    rules.check_reason(reason)
    if commitment.withdrawn_on is not None:
        raise RuleBroken("This promise was taken out of the contract. Put it back first.")
    before = told_by(terms_of(session, commitment), commitment.owner_id)
    after = told_by(terms, None if owner is None else owner.id)
    return _propose(session, actor, commitment, before, after, reason)


def withdraw_commitment(
    session: Session, actor: Actor, *, commitment: Commitment, on: date, reason: str
) -> CommitmentChange:
    """Ask for a promise to be taken out of the contract; waits until a second person agrees.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: no reason was given, or it is out already.
        AlreadyHeld: a change of this promise waits already.
    """
    _check_may(session, actor, Action.EDIT_CONTRACT, commitment)
    rules.check_reason(reason)
    if commitment.withdrawn_on is not None:
        raise RuleBroken("This promise was taken out of the contract already.")
    before, after = {"withdrawn_on": None}, {"withdrawn_on": on.isoformat()}
    change = _propose(session, actor, commitment, before, after, reason)
    assert change is not None
    return change


def restore_commitment(
    session: Session, actor: Actor, *, commitment: Commitment, reason: str
) -> CommitmentChange:
    """Put a promise back that was taken out of the contract.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: no reason was given, or the promise is not out.
    """
    _check_may(session, actor, Action.EDIT_CONTRACT, commitment)
    rules.check_reason(reason)
    if commitment.withdrawn_on is None:
        raise RuleBroken("This promise stands in the contract already.")
    before = {"withdrawn_on": commitment.withdrawn_on.isoformat()}
    change = _propose(session, actor, commitment, before, {"withdrawn_on": None}, reason)
    assert change is not None
    return change


def approve_change(
    session: Session,
    actor: Actor,
    *,
    change: CommitmentChange,
    note: str = "",
    is_no_lowering: bool = False,
) -> None:
    """Agree to a change that somebody else proposed, and do it.

    ``is_no_lowering``: only what is counted is called otherwise, which the note explains.

    Raises:
        NotAllowed: the actor proposed it, has no name, or is of another organisation.
        RuleBroken: it was decided before, or the promise has changed meanwhile.
    """
    commitment = _to_decide(session, actor, change)
    rules.check_second_person(change.proposed_by_id, actor.user_id)
    _check_still_stands(session, commitment, change)
    if is_no_lowering:
        if not rules.may_be_no_lowering(rules.lowerings(change.before, change.after)):
            raise RuleBroken("This change lowers the promise, whatever is counted.")
        if not note.strip():
            raise RuleBroken("Say how the same is promised in the other unit.", field="note")
        change.lowers = False
    _apply(session, commitment, change.after)
    _decide(session, actor, commitment, change, ChangeStatus.APPROVED, note)
    outbox.record(session, CommitmentsChanged(commitment.contract_id))


def refuse_change(
    session: Session, actor: Actor, *, change: CommitmentChange, note: str = ""
) -> None:
    """Say no to a change that waits; whoever proposed it may take it back so too.

    Raises:
        NotAllowed: the actor is of another organisation.
        RuleBroken: it was decided before, or no reason is given to whoever proposed it.
    """
    commitment = _to_decide(session, actor, change)
    if not note.strip() and change.proposed_by_id != actor.user_id:
        raise RuleBroken("Say why not; whoever proposed it will read this.", field="note")
    _decide(session, actor, commitment, change, ChangeStatus.REFUSED, note)


def _propose(
    session: Session,
    actor: Actor,
    commitment: Commitment,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
) -> CommitmentChange | None:
    changed = [name for name in after if after[name] != before.get(name)]
    if not changed:
        return None
    contract = session.get_one(Contract, commitment.contract_id)
    lowers = bool(rules.lowerings(before, after, ends_on=contract.ends_on))
    if lowers and queries.find_waiting_change(session, commitment.key) is not None:
        raise AlreadyHeld(
            "A change of this promise waits for a second person already. Decide on that first."
        )
    kept = [*changed, *rules.kept_beside(changed)]
    change = CommitmentChange(
        commitment_id=commitment.key,
        status=ChangeStatus.PROPOSED,
        lowers=lowers,
        reason=reason.strip(),
        before={name: before.get(name) for name in kept},
        after={name: after[name] for name in kept},
        proposed_by_id=actor.user_id,
    )
    session.add(change)
    session.flush()
    if lowers:
        _put_on_record(session, actor, "propose_change", commitment, change)
        return change
    _apply(session, commitment, change.after)
    change.status, change.decided_by_id = ChangeStatus.APPROVED, actor.user_id
    change.decided_at = change.proposed_at
    session.flush()
    _put_on_record(session, actor, "change_commitment", commitment, change)
    outbox.record(session, CommitmentsChanged(commitment.contract_id))
    return change


def _to_decide(session: Session, actor: Actor, change: CommitmentChange) -> Commitment:
    commitment = session.get_one(Commitment, change.commitment_id)
    _check_may(session, actor, Action.APPROVE_CHANGE, commitment)
    if change.status is not ChangeStatus.PROPOSED:
        raise RuleBroken("Somebody has decided on this change already.")
    return commitment


def _check_may(session: Session, actor: Actor, action: Action, commitment: Commitment) -> None:
    require(actor, action)
    contract = session.get_one(Contract, commitment.contract_id)
    rules.check_own(actor, contract.organisation_id)


def _check_still_stands(session: Session, commitment: Commitment, change: CommitmentChange) -> None:
    now = told_by(terms_of(session, commitment), commitment.owner_id)
    now["withdrawn_on"] = rules.plain_value(commitment.withdrawn_on)
    if any(now[name] != value for name, value in change.before.items()):
        raise RuleBroken(
            "The promise has changed since this was proposed. Refuse it, and have it proposed anew."
        )


def _decide(
    session: Session,
    actor: Actor,
    commitment: Commitment,
    change: CommitmentChange,
    status: ChangeStatus,
    note: str,
) -> None:
    change.status, change.decided_by_id, change.decided_at = status, actor.user_id, clock.now()
    change.decision_note = note.strip()
    session.flush()
    act = "approve_change" if status is ChangeStatus.APPROVED else "refuse_change"
    _put_on_record(session, actor, act, commitment, change)


def _put_on_record(
    session: Session, actor: Actor, act: str, commitment: Commitment, change: CommitmentChange
) -> None:
    record(
        session,
        actor,
        act,
        commitment,
        change=str(change.public_id),
        changed=sorted(change.after),
        lowers=change.lowers,
        was={name: change.before[name] for name in FIGURES if name in change.before},
        becomes={name: change.after[name] for name in FIGURES if name in change.after},
    )


_READ: dict[str, Callable[[Any], Any]] = {
    "quantity": Decimal,
    "tender_quantity": Decimal,
    "due_on": date.fromisoformat,
    "kind": CommitmentKind,
    "additionality": Additionality,
}


def _apply(session: Session, commitment: Commitment, after: Mapping[str, Any]) -> None:
    """Put what a change says into the promise."""
    if "withdrawn_on" in after:
        on = after["withdrawn_on"]
        commitment.withdrawn_on = date.fromisoformat(on) if on else None
        session.flush()
        return
    told = told_by(terms_of(session, commitment), commitment.owner_id) | dict(after)
    slugs, item_ids, owner_id = told.pop("themes"), told.pop("items"), told.pop("owner_id")
    codes = codes_by_slug(session)
    terms = CommitmentTerms(
        **{name: _read(name, value) for name, value in told.items()},
        themes=[codes[slug] for slug in slugs],
        items=_items(session, item_ids),
    )
    check_terms(session, commitment.contract_id, terms, commitment)
    set_terms(commitment, terms, None if owner_id is None else session.get_one(User, int(owner_id)))
    set_themes_and_items(session, commitment, terms.themes, terms.items)
    if "text" in after:
        sign_wording(session, commitment)


def _items(session: Session, public_ids: Collection[str]) -> Sequence[FrameworkItem]:
    return session.exec(
        select(FrameworkItem)
        .where(col(FrameworkItem.public_id).in_([UUID(one) for one in public_ids]))
        .order_by(col(FrameworkItem.id))
    ).all()


def _read(name: str, value: Any) -> Any:
    if name in _READ:
        return None if value is None else _READ[name](value)
    return "" if value is None else value
