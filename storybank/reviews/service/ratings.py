"""Rating a promise or a contract in the words of the Procurement Act 2023."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.linking.models import EvidenceLink
from storybank.reviews import queries, rules
from storybank.reviews.models import Rating, RatingFootnote, RatingWord
from storybank.reviews.service.actions import check_of_contract
from storybank.stories.rules import Scope

MOST_FOOTNOTES = 20


def rate(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    contract: Contract,
    word: RatingWord,
    from_on: date,
    to_on: date,
    reason: str,
    commitment: Commitment | None = None,
    footnotes: Collection[EvidenceLink] = (),
) -> Rating:
    """Say how the supplier did in a period; rows are only ever added, the newest counts.

    ``footnotes`` are confirmed passages of the contract, of the promise where one is rated, that
    the actor may read; none may come from a story told for learning only.

    Raises:
        RuleBroken: something is missing, or a passage will not do; ``field`` says which.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_rating(from_on=from_on, to_on=to_on, reason=reason, today=clock.today())
    check_of_contract(contract, commitment)
    links = list({link.key: link for link in footnotes}.values())
    _check_footnotes(session, scope, contract, commitment, links)
    rating = Rating(
        contract_id=contract.key,
        commitment_id=None if commitment is None else commitment.key,
        from_on=from_on,
        to_on=to_on,
        word=word,
        reason=reason.strip(),
        rated_by_id=actor.user_id,
    )
    session.add(rating)
    session.flush()
    for link in links:
        session.add(RatingFootnote(rating_id=rating.key, link_id=link.key))
    session.flush()
    record(
        session,
        actor,
        "rate",
        rating,
        contract=str(contract.public_id),
        commitment=None if commitment is None else str(commitment.public_id),
        word=word.value,
        footnotes=len(links),
    )
    return rating


def _check_footnotes(
    session: Session,
    scope: Scope,
    contract: Contract,
    commitment: Commitment | None,
    links: Collection[EvidenceLink],
) -> None:
    if len(links) > MOST_FOOTNOTES:
        raise RuleBroken(f"Choose {MOST_FOOTNOTES} passages or fewer.", field="footnotes")
    about = None if commitment is None else commitment.key
    wanted = {link.key for link in links}
    fit = queries.list_to_quote(
        session, scope, contract.key, commitment_id=about, link_ids=wanted, most=len(wanted)
    )
    if wanted - {one.link.key for one in fit}:
        raise RuleBroken(
            "Choose passages that somebody attached to what you rate, that you may read, and "
            "that were not told for learning only.",
            field="footnotes",
        )
