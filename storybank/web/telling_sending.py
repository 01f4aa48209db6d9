"""The end of a telling: checking the answers, sending them, keeping or forgetting them.

A code is shown in the answer to the one request that made it. It stands in no address, and the
browser forgets at that moment which story it was: to load the page again shows no code, and sends
nothing twice. Where a story is sent twice at once, both answers show the same code.
"""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.rules import Actor
from storybank.answering.models import Lasted
from storybank.answering.queries import list_follow_ups
from storybank.answering.service import SaidNow, agree_to_follow_up, answer_follow_up
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.intake.models import Submission
from storybank.telling import queries, rules, service
from storybank.telling.return_codes import code_of, show_code
from storybank.telling.service import Sent
from storybank.web import limits
from storybank.web.bank import current_bank
from storybank.web.forms.base import add_error
from storybank.web.forms.telling import SendForm
from storybank.web.session import current_session
from storybank.web.telling_check import answered_rows
from storybank.web.telling_page import FORGOTTEN, StatementShown, show_notice, waiting
from storybank.web.telling_steps import statement_shown
from storybank.web.telling_visit import (
    TELLER,
    Visit,
    forget_browser,
    how_it_ended,
    pages,
    visit_of,
)
from storybank.web.uploads import remove_files

# A page that was sent twice is answered twice; a copy of what a browser kept is no key for ever.
SHOWN_AGAIN = timedelta(hours=1)
SENT, SAVED, THROWN = "sent", "saved", "thrown away"
# The page on which what broke a rule can be put right.
PUT_RIGHT = {"purposes": "allow", "body": "changed", "told_on": "place"}


@pages.route("/<slug>/check", methods=["GET", "POST"])
def check(slug: str) -> ResponseReturnValue:
    """Every answer, to look over before the story is sent; sending it."""
    visit, form = visit_of(queries.get_call_at(current_session(), slug)), SendForm()
    if request.method == "GET":
        if visit.telling is None:
            return redirect(url_for("telling.start", slug=slug), 303)
        return _show_check(visit, form)
    if visit.telling is None:
        return _sent_before(visit)
    wait = max(
        limits.spend(limits.TELLING_PAGES),
        limits.spend(limits.CALL_SENT, "everybody at " + slug),
    )
    if wait:
        return waiting(_show_check(visit, form, wait=wait), wait)
    if not form.is_from_our_page:
        return _show_check(visit, form, problem=FORGOTTEN), 422
    if request.form.get("act") == "later":
        return save_for_later(visit)
    if form.is_by_a_machine:
        form.website.errors = ["Leave this box empty."]
        return _show_check(visit, form), 422
    return _send(visit, form)


def _send(visit: Visit, form: SendForm) -> ResponseReturnValue:
    session, key = current_session(), current_bank().return_key
    assert visit.telling is not None
    assert visit.token is not None
    try:
        sent = service.send_telling(
            session,
            TELLER,
            telling=visit.telling,
            statement=statement_shown(visit.call, visit.telling),
            key=key,
            code=code_of(visit.token, key),
        )
    except AlreadyHeld:
        return show_notice(visit.call, "held_already"), 409
    except RuleBroken as error:
        add_error(form, error)
        return _show_check(
            visit, form, put_right=PUT_RIGHT.get(error.field or "", error.field)
        ), 422
    _keep_asking(sent, visit.telling.answers)
    forget_browser(visit.call, SENT)
    return _show_done(visit, sent.code, sent.told)


def _keep_asking(sent: Sent, answers: dict[str, object]) -> None:
    """Put down when they are to be asked again, and what they said when asked this time."""
    session = current_session()
    for months in sent.told.months:
        agree_to_follow_up(
            session,
            Actor.teller(sent.submission.key),
            submission=sent.submission,
            months=months,
        )
    if sent.follows_id is None:
        return
    first = session.get_one(Submission, sent.follows_id)
    lasted = {one.value: one for one in Lasted}.get(str(answers.get("lasted")))
    for follow_up in list_follow_ups(session, first.key):
        is_due = follow_up.due_on <= clock.today()
        if is_due and follow_up.said_at is None and follow_up.ended_at is None:
            answer_follow_up(
                session,
                Actor.teller(first.key),
                first=first,
                follow_up=follow_up,
                said=SaidNow(lasted, sent.submission),
            )
            return


def _sent_before(visit: Visit) -> ResponseReturnValue:
    """Sent once more: at the same moment from the same page, or by loading the last page again."""
    session, key = current_session(), current_bank().return_key
    if visit.token is not None:
        code = code_of(visit.token, key)
        sent = queries.find_return_code(session, code, key)
        lately = sent is not None and clock.now() - sent.created_at < SHOWN_AGAIN
        if sent is not None and lately and sent.ended_at is None:
            forget_browser(visit.call, SENT)
            return _show_done(visit, code, None)
    if how_it_ended(visit.call) == SENT:
        return show_notice(visit.call, "sent_before")
    return redirect(url_for("telling.start", slug=visit.call.slug), 303)


# --- for later ---------------------------------------------------------------------------------


def save_for_later(visit: Visit) -> ResponseReturnValue:
    """Show the code that leads back into the story, once."""
    assert visit.telling is not None
    assert visit.token is not None
    key = current_bank().return_key
    code = code_of(visit.token, key)
    service.keep_for_later(current_session(), TELLER, telling=visit.telling, key=key, code=code)
    forget_browser(visit.call, SAVED)
    return show_notice(visit.call, "saved", code=show_code(code), days=rules.KEPT_DAYS)


def was_saved_before(visit: Visit) -> bool:
    """Whether the page that showed the code is only being loaded again."""
    is_later = request.form.get("act") == "later"
    return is_later and visit.token is None and how_it_ended(visit.call) == SAVED


def show_saved_before(visit: Visit) -> str:
    """The story is saved; its code was shown before."""
    return show_notice(visit.call, "saved_before")


# --- throwing away -----------------------------------------------------------------------------


@pages.route("/<slug>/throw-away", methods=["GET", "POST"])
def throw_away(slug: str) -> ResponseReturnValue:
    """Forget an unfinished story for good, after asking."""
    visit, form = visit_of(queries.get_call_at(current_session(), slug)), SendForm()
    if visit.telling is None:
        return redirect(url_for("telling.start", slug=slug), 303)
    if request.method == "GET" or not form.is_from_our_page:
        return show_notice(visit.call, "throw_away", form=form)
    sums = service.throw_away_telling(current_session(), TELLER, telling=visit.telling)
    forget_browser(visit.call, THROWN)
    remove_files(sums)
    return show_notice(visit.call, "thrown_away")


# --- what these pages show ---------------------------------------------------------------------


def show_lost(why: str) -> str:
    """No such call, or far too much at once: said plainly, and nothing of anybody else."""
    return render_template(f"telling/{why}.html", most=current_bank().settings.max_upload_megabytes)


def _show_check(
    visit: Visit,
    form: SendForm,
    *,
    wait: int = 0,
    problem: str = "",
    put_right: str | None = None,
) -> str:
    call, telling = visit.call, visit.telling
    assert telling is not None
    return render_template(
        "telling/check.html",
        call=call,
        form=form,
        telling=telling,
        parts=answered_rows(call, telling),
        shown=StatementShown.of(statement_shown(call, telling)),
        problem=problem,
        put_right=put_right,
        wait=limits.say_wait(wait) if wait else "",
        home_url=url_for("telling.start", slug=call.slug),
    )


def _show_done(visit: Visit, code: str, told: rules.Told | None) -> str:
    days = current_bank().settings.answer_days
    return show_notice(visit.call, "done", code=show_code(code), told=told, answer_days=days)
