"""Pages of ratings: how the supplier did, by promise and as a whole, and the words it rests on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, request, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_commitments
from storybank.core import clock, ids
from storybank.core.errors import NotFound
from storybank.linking.models import Stance
from storybank.linking.queries import LinkedPassage
from storybank.reviews import queries, service
from storybank.reviews.models import Rating, RatingWord
from storybank.reviews.rules import RATING_MEANS, RATING_NAMES, differ, rating_clock
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.covered_words import words_of
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.reviews import RatingForm
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_contract,
    pages,
)
from storybank.web.session import current_session

LONGEST_LABEL = 280
FOOTNOTES_OF = 60
OFFERED_OF_A_STANCE = 15


@pages.get("/contracts/<uuid:contract_id>/ratings")
@allows(Action.READ_REVIEW)
def ratings(contract_id: UUID) -> str:
    """How the supplier did, in the words of the Procurement Act, and when a rating is owed."""
    session, found = current_session(), own_contract(contract_id)
    given = queries.list_ratings(session, found.key)
    promises = list_commitments(session, found.key)
    people = names_of(session, [rating.rated_by_id for rating in given])
    return contract_page(
        "ratings",
        found,
        today=clock.today(),
        clock=rating_clock(
            kind=found.kind,
            regime=found.regime,
            value=found.value,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            last_rated_on=given[0].rated_at.date() if given else None,
        ),
        whole=_story_of([one for one in given if one.commitment_id is None]),
        promises=[
            (one, _story_of([each for each in given if each.commitment_id == one.id]))
            for one in promises
        ],
        people=people,
        rating_names=RATING_NAMES,
        meanings=RATING_MEANS,
        **_footnotes(given),
    )


@pages.route("/contracts/<uuid:contract_id>/ratings/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def rate(contract_id: UUID) -> Page:
    """A rating of the contract as a whole, or of one promise (``?commitment=``)."""
    session, actor, found = current_session(), current_actor(), own_contract(contract_id)
    promise = _promise_asked(found)
    scope = reading_scope(actor)
    passages = [
        passage
        for stance in Stance  # so that those for a promise crowd out none against it
        for passage in queries.list_to_quote(
            session,
            scope,
            found.key,
            commitment_id=None if promise is None else promise.key,
            stance=stance,
            most=OFFERED_OF_A_STANCE,
        )
    ]
    form = RatingForm()
    _offer(form, passages)
    if form.validate_on_submit():
        with errors_shown_on(form):
            chosen = set(form.footnotes.data or ()) if "footnotes" in form else set()
            service.rate(
                session,
                actor,
                scope,
                contract=found,
                commitment=promise,
                word=RatingWord(form.word.data),
                from_on=form.from_on.day,
                to_on=form.to_on.day,
                reason=form.reason.data or "",
                footnotes=[one.link for one in passages if str(one.link.public_id) in chosen],
            )
            flash("The rating is kept. A newer one can correct it; nothing is overwritten.", "done")
            return back_to(".ratings", contract_id=found.public_id)
    return form_page(
        form,
        heading="Rate the contract as a whole" if promise is None else f"Rate {promise.ref}",
        contract=found,
        about="" if promise is None else promise.text,
        hints={"word": {word.value: means for word, means in RATING_MEANS.items()}},
        back=url_for(".ratings", contract_id=found.public_id),
        button="Keep this rating",
    )


def _story_of(given: Sequence[Rating]) -> dict[str, Any]:
    """The ratings of one thing: the one that counts, those before it, and whether people differ."""
    return {
        "newest": given[0] if given else None,
        "before": list(given[1:]),
        "differ": differ(given),
    }


def _footnotes(given: Sequence[Rating]) -> dict[str, Any]:
    """The passages that the newest ratings rest on, as this reader may read them."""
    session, actor = current_session(), current_actor()
    newest = [rating.key for rating in list(queries.newest_of(given).values())[:FOOTNOTES_OF]]
    footnotes = queries.footnotes_of(session, reading_scope(actor), newest)
    passages = [passage for one in footnotes.values() for passage in one.passages]
    return {"footnotes": footnotes, "said": words_of(session, actor, passages)}


def _promise_asked(contract: Contract) -> Commitment | None:
    """The promise in the address.

    Raises:
        NotFound: it is none of this contract.
    """
    asked = request.args.get("commitment")
    if not asked:
        return None
    number = ids.parse_public_id(asked)
    for promise in list_commitments(current_session(), contract.key):
        if promise.public_id == number:
            return promise
    raise NotFound("There is no such promise in this contract.")


def _offer(form: RatingForm, passages: Sequence[LinkedPassage]) -> None:
    """Let passages be chosen by their words, for or against."""
    said = words_of(current_session(), current_actor(), passages)
    form.footnotes.choices = []
    for one in passages:
        words = said.get(one.link.key) or "Told about the storyteller, so not quoted"
        if len(words) > LONGEST_LABEL:
            words = f"{words[:LONGEST_LABEL].rstrip()}…"
        stance = "For" if one.link.stance.value == "supports" else "Against"
        label = f"{stance} {one.commitment.ref}: “{words}”"
        form.footnotes.choices.append((str(one.link.public_id), label))
    if not passages:
        del form.footnotes
