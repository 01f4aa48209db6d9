"""Pages for telling a story without an account: one question a page, on any phone."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.telling import queries, rules, service
from storybank.web import limits, own_door, telling_files, telling_sending, telling_visit
from storybank.web.forms import telling as forms
from storybank.web.forms.base import add_error
from storybank.web.session import current_session
from storybank.web.telling_page import show_notice, show_start, show_step, waiting, where_left
from storybank.web.telling_steps import CHECK, Step, after, get_step, prepare, words_offered
from storybank.web.telling_visit import TELLER, Visit, mark_browser, pages, visit_of

__all__ = ["pages", "telling_files"]

# Where “Exit this page” leads: a page that anybody might have open.
ELSEWHERE = "https://www.bbc.co.uk/weather"
LONGEST_FORM = 24 * 1024 * 1024
EVERYBODY = "everybody at "
NO_COOKIE = (
    "Press the button once more. If you see this again, your browser keeps no cookies. Let it keep "
    "those of this page, or try another browser. They go when you close it."
)


@pages.before_request
def _take_long_texts() -> None:
    """A text that is far too long is given back to whoever typed it, not refused unread."""
    request.max_form_memory_size = LONGEST_FORM


@pages.errorhandler(NotFound)
def _unknown(_error: NotFound) -> ResponseReturnValue:
    return telling_sending.show_lost("unknown"), 404


@pages.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return telling_sending.show_lost("too_large"), 413


@pages.get("/leave")
def leave() -> Response:
    """Forget what this browser kept of a story, and show something else at once."""
    telling_visit.leave()
    return redirect(ELSEWHERE, 303)


@pages.post("/again")
def again() -> Response:
    """Tell at length how it is now: a new story that follows the one whose door is open."""
    guest = own_door.current_guest()
    first = None if guest is None or guest.own.is_taken_back else guest.own.submission
    call = None if first is None else queries.find_call_of(current_session(), first.key)
    if first is None or call is None or not forms.SendForm().is_from_our_page:
        return redirect(url_for("own_story.show"), 303)
    return telling_visit.begin_follow_up(call, first)


@pages.route("/<slug>", methods=["GET", "POST"])
def start(slug: str) -> ResponseReturnValue:
    """What to know before the first word; beginning a story."""
    call = queries.get_call_at(current_session(), slug)
    visit, state = visit_of(call), rules.state_of(call, clock.today())
    if visit.telling is None and state is not rules.CallState.OPEN:
        return show_notice(call, "closed", state=state.value)
    form = forms.StartForm()
    form.offer(words_offered(call))
    if request.method == "GET":
        if visit.token is None:
            mark_browser(call)
        return show_start(visit, form)
    wait = max(
        limits.spend(limits.TELLING_BEGUN),
        limits.spend(limits.CALL_BEGUN, EVERYBODY + slug),
    )
    if wait:
        return waiting(show_start(visit, form, wait=wait), wait)
    if form.is_by_a_machine:
        form.website.errors = ["Leave this box empty."]
        return show_start(visit, form), 422
    if visit.token is None:  # the page itself had set one, if this browser keeps any
        mark_browser(call)
        form.form_errors.append(NO_COOKIE)
        return show_start(visit, form), 422
    _begin(visit, form)
    return redirect(url_for("telling.step", slug=slug, name="read"), 303)


def _begin(visit: Visit, form: forms.StartForm) -> None:
    """Begin a story, or go on with the one begun here in other words."""
    session, telling = current_session(), visit.telling
    if telling is None:
        assert visit.token is not None
        answers = form.answers()
        service.begin_telling(session, TELLER, call=visit.call, token=visit.token, answers=answers)
    else:  # what is shown next is what those words say
        answers = {**form.answers(), "statement": ""}
        service.save_answers(session, TELLER, telling=telling, answers=answers)


@pages.get("/<slug>/go-on")
def go_on(slug: str) -> Response:
    """Where one left off."""
    visit = visit_of(queries.get_call_at(current_session(), slug))
    if visit.telling is None:
        return redirect(url_for("telling.start", slug=slug), 303)
    return redirect(where_left(visit), 303)


@pages.route("/<slug>/<name>", methods=["GET", "POST"])
def step(slug: str, name: str) -> ResponseReturnValue:
    """One question."""
    visit, chosen = visit_of(queries.get_call_at(current_session(), slug)), get_step(name)
    form = chosen.form()
    if request.method == "GET":
        if visit.telling is None:
            return redirect(url_for("telling.start", slug=slug), 303)
        form.fill(visit.telling.answers)
        return show_step(visit, chosen, form)
    if wait := limits.spend(limits.TELLING_PAGES):
        return waiting(show_step(visit, chosen, form, wait=wait), wait)
    if telling_sending.was_saved_before(visit):
        return telling_sending.show_saved_before(visit)
    visit, is_known = _known(visit, form)
    if not is_known:
        return show_step(visit, chosen, form, forgotten=True), 422
    return _keep(visit, chosen, form)


def _known(visit: Visit, form: forms.TellingForm) -> tuple[Visit, bool]:
    """Whether this page was ours and this browser is known; a story is begun where none was."""
    is_ours = form.is_from_our_page
    if visit.token is None or not is_ours:
        return Visit(visit.call, visit.token or mark_browser(visit.call), visit.telling), False
    if visit.telling is None:
        try:
            begun = service.begin_telling(
                current_session(), TELLER, call=visit.call, token=visit.token
            )
        except RuleBroken as error:
            add_error(form, error)
            return visit, False
        visit = Visit(visit.call, visit.token, begun)
    return visit, True


def _keep(visit: Visit, chosen: Step, form: forms.TellingForm) -> ResponseReturnValue:
    """Keep what was answered, and show the next question; or save it all for later."""
    telling = visit.telling
    assert telling is not None
    prepare(chosen, form, visit.call, telling)
    is_later = request.form.get("act") == "later"
    if not (form.is_short_enough() if is_later else form.check()):
        return show_step(visit, chosen, form), 422
    service.save_answers(current_session(), TELLER, telling=telling, answers=form.answers())
    if is_later:
        return telling_sending.save_for_later(visit)
    return redirect(_next_page(visit, chosen), 303)


def _next_page(visit: Visit, chosen: Step) -> str:
    telling, slug = visit.telling, visit.call.slug
    assert telling is not None
    name, asked = after(chosen, telling), request.args.get("back")
    if asked == CHECK and not (name == "somebody" and not telling.answers.get("told_for")):
        return url_for("telling.check", slug=slug)
    return url_for("telling.step", slug=slug, name=name, back=asked)
