"""Drawing rounds of verification, and closing them."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.verification import drawing, queries, rules
from storybank.verification.drawing import make_chance
from storybank.verification.models import RoundItem, VerificationRound
from storybank.verification.service.independence import check_may_draw, check_no_interest


@dataclass(frozen=True)
class RoundPlan:
    """A round before it is drawn: everything is fixed and shown, and nothing is drawn yet."""

    seed: str
    size: int
    each_promise: bool
    population: int
    promises: int
    population_hash: str

    @property
    def method(self) -> str:
        """The name of the method, as it is published."""
        return drawing.method_of(each_promise=self.each_promise)


def plan_round(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    seed: str,
    size: int,
    each_promise: bool = False,
) -> RoundPlan:
    """Fix the seed, the list and the method of a round, to be looked at before it is drawn.

    Raises:
        NotAllowed: the actor is not independent, or has not declared their interests.
        RuleBroken: the seed or the size will not do, or the last round is not closed.
    """
    check_may_draw(session, actor, contract=contract)
    if queries.find_open_round(session, contract.key, actor.organisation_id) is not None:
        raise RuleBroken("Your round of this contract is still open. Close it before the next.")
    listed = [claim.listed for claim in queries.list_population(session, contract.key)]
    promises = len({one.promise for one in listed})
    rules.check_size(size, population=len(listed), promises=promises, each=each_promise)
    return RoundPlan(
        seed=rules.check_seed(seed),
        size=size,
        each_promise=each_promise,
        population=len(listed),
        promises=promises,
        population_hash=drawing.hash_list(listed, each_promise=each_promise),
    )


def draw_round(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    seed: str,
    size: int,
    each_promise: bool = False,
    planned_hash: str | None = None,
    chance: str | None = None,
) -> VerificationRound:
    """Draw a sample of a contract's claims. It cannot be drawn again; it can only be closed.

    ``planned_hash`` is that of the list which the actor was shown. ``chance`` is what is put
    behind the seed at the moment of the draw, made here where none is given: whoever has seen
    the list could else try seeds at home until a sample suits them.

    Raises:
        NotAllowed: the actor is not independent, or has not declared their interests.
        RuleBroken: the seed or the size will not do, or the list is not what was shown.
    """
    plan = plan_round(
        session, actor, contract=contract, seed=seed, size=size, each_promise=each_promise
    )
    if planned_hash not in (None, plan.population_hash):
        raise RuleBroken(
            "The list of claims has changed since you looked at it. Look again, then draw."
        )
    assert actor.user_id is not None, "check_independent has seen to it"
    assert actor.organisation_id is not None, "only people without one are at the command line"
    chance = make_chance() if chance is None else chance
    plan = replace(plan, seed=f"{plan.seed}-{chance}" if chance else plan.seed)
    round_ = VerificationRound(
        contract_id=contract.key,
        number=queries.last_number(session, contract.key) + 1,
        organisation_id=actor.organisation_id,
        drawn_by_id=actor.user_id,
        method=plan.method,
        seed=plan.seed,
        population_size=plan.population,
        population_hash=plan.population_hash,
        sample_size=plan.size,
    )
    session.add(round_)
    session.flush()
    _keep_draw(session, contract, round_, plan)
    record(
        session,
        actor,
        "draw_round",
        round_,
        contract=str(contract.public_id),
        claims=plan.population,
        drawn=plan.size,
        list=plan.population_hash,
    )
    return round_


def check_may_close(session: Session, actor: Actor, *, round_: VerificationRound) -> None:
    """Whoever closes a round is of the body that drew it, and has no interest in the contract.

    Raises:
        NotAllowed: it is another body's, or the actor has an interest in the contract.
    """
    require(actor, Action.DRAW_ROUND)
    if actor.user_id is None or actor.organisation_id != round_.organisation_id:
        raise NotAllowed("Another body drew this round, so somebody of theirs has to close it.")
    check_no_interest(session, actor, contract_id=round_.contract_id, needed=True)


def close_round(
    session: Session, actor: Actor, *, round_: VerificationRound, note: str = ""
) -> None:
    """Close a round: from then on it stands in the public register.

    Raises:
        NotAllowed: it is another body's, or the actor has an interest in the contract.
        RuleBroken: it is closed already, or claims are left unchecked with no word on why.
    """
    check_may_close(session, actor, round_=round_)
    if round_.closed_at is not None:
        raise RuleBroken("This round is closed already.")
    contract = session.get_one(Contract, round_.contract_id)
    figures = queries.figures_of(session, [queries.RoundAs(round_, contract, "")])[round_.key]
    if figures.open and not note.strip():
        raise RuleBroken(
            f"{figures.open} of the claims drawn are unchecked. Say why, so that readers know.",
            field="note",
        )
    round_.closed_at, round_.closed_by_id = clock.now(), actor.user_id
    round_.note = note.strip()
    session.flush()
    record(session, actor, "close_round", round_, unchecked=figures.open)


def _keep_draw(
    session: Session, contract: Contract, round_: VerificationRound, plan: RoundPlan
) -> None:
    claims = {one.listed: one for one in queries.list_population(session, contract.key)}
    drawn = drawing.draw(
        list(claims), seed=plan.seed, size=plan.size, each_promise=plan.each_promise
    )
    session.add_all(
        RoundItem(
            round_id=round_.key,
            link_id=claims[one].link_id,
            rank=rank,
            is_sampled=one.claim in drawn.sample,
        )
        for rank, one in enumerate(drawn.ranked, start=1)
    )
    session.flush()
