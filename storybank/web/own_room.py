"""How pages behind the storyteller's own door are drawn, and who is let into them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.telling.queries import list_help_numbers
from storybank.web import limits
from storybank.web.forms.own_story import DoorForm
from storybank.web.own_door import acts_too_often, current_guest, is_timed_out
from storybank.web.session import SAFE, current_session

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MOST_NUMBERS = 3


def render(template: str, **values: Any) -> str:
    """A page for storytellers: nothing of the rooms of staff around it."""
    return render_template(
        f"own_story/{template}.html",
        bare=True,
        footer_links=[],
        home_url=url_for("own_story.show"),
        **values,
    )


def render_form(template: str, form: Any, **values: Any) -> ResponseReturnValue:
    """The page of a form: as asked for, or again with what is to be put right (422)."""
    return render(template, form=form, **values), 422 if form.errors else 200


def done(message: str) -> ResponseReturnValue:
    """Back to the page, with a line that says what was done."""
    flash(message, "done")
    return redirect(url_for("own_story.show"), 303)


def show_door(form: DoorForm | None = None, *, kept_words: str = "") -> str:
    """The door. ``kept_words``: what somebody was typing when it shut on them."""
    if form is None:
        form = DoorForm(formdata=None)
        form.words.data = kept_words
    return render(
        "door",
        form=form,
        timed_out=bool(kept_words) or is_timed_out(),
        numbers=list_help_numbers(current_session())[:MOST_NUMBERS],
    )


def guests_only(view: View) -> View:
    """Mark a page as behind the door: others are led to it, and what they typed goes with them.

    The view is given the guest as its first argument. Where the whole story was taken back one
    page is left, and this leads to it.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        guest = current_guest()
        if guest is None and request.method not in SAFE:
            return show_door(kept_words=request.form.get("words", "")), 401
        if guest is None or guest.own.is_taken_back:
            return redirect(url_for("own_story.show"), 303)
        wait = 0 if request.method in SAFE else acts_too_often(guest)
        if wait:
            typed = request.form.get("words", "")
            wait_words = limits.say_wait(wait)
            return render("too_often", own=guest.own, wait=wait_words, typed=typed), 429
        return view(guest, *args, **kwargs)

    return cast(View, guarded)
