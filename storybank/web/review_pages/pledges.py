"""Pages of officers' pledges: what was pledged, what became of it, and what stood in the way."""

from uuid import UUID

from flask import flash, render_template, request, url_for

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.commitments.queries import contracts_by_id, list_contracts
from storybank.core import clock
from storybank.reviews import queries, service
from storybank.reviews.models import PledgeResult
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import RESULT_NAMES
from storybank.web.forms.reviews import FollowUpForm, PledgeForm
from storybank.web.paging import page_asked, paging
from storybank.web.review_pages.blueprint import Page, back_to, form_page, pages
from storybank.web.session import current_session

PER_PAGE = 50
OPEN_SHOWN = 100


@pages.get("/pledges")
@allows(Action.READ_REVIEW)
def pledges() -> str:
    """Pledges of officers: whom to ask now, what became of the others, and what can be learnt."""
    session, actor = current_session(), current_actor()
    paged = paging(page_asked(), queries.count_pledges(session, actor, followed_up=True), PER_PAGE)
    standing = queries.list_pledges(session, actor, followed_up=False, per_page=OPEN_SHOWN)
    asked = queries.list_pledges(
        session, actor, followed_up=True, page=paged.number, per_page=PER_PAGE
    )
    barriers = queries.list_barriers(session, actor)
    about = [one.contract_id for one in (*standing, *asked, *barriers)]
    return render_template(
        "reviews/pledges.html",
        today=clock.today(),
        standing=standing,
        standing_in_all=queries.count_pledges(session, actor, followed_up=False),
        asked=asked,
        barriers=barriers,
        contracts=contracts_by_id(session, about),
        result_names=RESULT_NAMES,
        paging=paged,
    )


@pages.route("/pledges/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def make_pledge() -> Page:
    """A personal promise of an officer, on a contract or on none."""
    session, actor = current_session(), current_actor()
    contracts = list_contracts(session, actor)
    form = PledgeForm(data={"made_on": clock.today(), "contract": request.args.get("contract", "")})
    form.offer(contracts)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.make_pledge(
                session,
                actor,
                organisation=session.get_one(Organisation, actor.organisation_id),
                made_by=form.made_by.data or "",
                text=form.text.data or "",
                made_on=form.made_on.day,
                contract=next(
                    (one for one in contracts if str(one.public_id) == form.contract.data), None
                ),
            )
            flash("The pledge is written down. In twelve months it stands on home.", "done")
            return back_to(".pledges")
    return form_page(
        form,
        heading="Write a pledge down",
        lead="Something an officer will do themselves. After twelve months they are asked what "
        "became of it.",
        back=url_for(".pledges"),
        button="Keep the pledge",
    )


@pages.get("/pledges/<uuid:pledge_id>")
@allows(Action.READ_REVIEW)
def pledge(pledge_id: UUID) -> str:
    """One pledge, and what became of it."""
    session = current_session()
    one = queries.get_pledge(session, current_actor(), pledge_id)
    contracts = contracts_by_id(session, [one.contract_id])
    return render_template(
        "reviews/pledge.html",
        pledge=one,
        about=contracts.get(one.contract_id or 0),
        today=clock.today(),
        result_names=RESULT_NAMES,
    )


@pages.route("/pledges/<uuid:pledge_id>/follow-up", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def follow_up(pledge_id: UUID) -> Page:
    """What became of a pledge, and what stood in its way."""
    session, actor = current_session(), current_actor()
    one = queries.get_pledge(session, actor, pledge_id)
    form = FollowUpForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.follow_up_pledge(
                session,
                actor,
                pledge=one,
                result=PledgeResult(form.result.data),
                barrier=form.barrier.data or "",
                note=form.note.data or "",
            )
            flash("What became of the pledge is on record.", "done")
            return back_to(".pledges")
    return form_page(
        form,
        heading="What became of the pledge?",
        about=one.text,
        back=url_for(".pledges"),
        button="Keep the answer",
    )
