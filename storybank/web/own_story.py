"""Pages for whoever told a story: found again with its return code."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from storybank.answering import service as answering
from storybank.rights.queries.complaints import list_own_complaints
from storybank.rights.queries.own_story import find_taking_back
from storybank.safeguarding.queries import is_held
from storybank.stories.models import Story
from storybank.telling.queries import find_telling_by_code
from storybank.web import (
    limits,
    own_story_acts,
    own_story_taking_back,
    own_story_voice,
    return_codes,
    telling_visit,
)
from storybank.web.bank import current_bank
from storybank.web.forms.own_story import DoorForm
from storybank.web.own_door import (
    Guest,
    Opened,
    current_guest,
    must_wait,
    open_door,
    pages,
    shut_door,
)
from storybank.web.own_room import render, show_door
from storybank.web.own_story_page import gather_page
from storybank.web.own_words import ANSWERED, FINDINGS, NOT_CHECKED, SAID, STANCES, reached_lines
from storybank.web.session import current_session

__all__ = ["own_story_acts", "own_story_taking_back", "own_story_voice", "pages", "return_codes"]

WRONG = "That code does not open anything. Look at the numbers, and try again."
ASK_CODE = "Put in the 16 numbers of your code."


@pages.get("")
def show() -> ResponseReturnValue:
    """One's own story, where the door is open; else the door."""
    guest = current_guest()
    if guest is None:
        return show_door()
    if guest.own.is_taken_back:
        return _show_taken_back(guest)
    return _show_page(guest)


@pages.post("")
def enter() -> ResponseReturnValue:
    """Put the code in. A wrong one is answered slowly and alike, whatever is wrong with it."""
    form = DoorForm()
    wait = must_wait()
    if wait:
        said = f"Too many codes were tried. Try again in {limits.say_wait(wait)}."
        form.form_errors.append(said)
        return show_door(form), 429
    typed = (form.code.data or "").strip()
    opened = open_door(typed) if typed else Opened.NOTHING
    if opened is Opened.UNFINISHED:
        return _go_on(typed)
    if opened is Opened.NOTHING:
        form.code.errors = [WRONG if typed else ASK_CODE]
        return show_door(form), 422
    guest, words = current_guest(), (form.words.data or "").strip()
    if guest is None or guest.own.is_taken_back or not words:
        return redirect(url_for("own_story.show"), 303)
    return _show_page(guest, kept_words=words)


@pages.errorhandler(CSRFError)
def forgotten(_error: CSRFError) -> ResponseReturnValue:
    """The browser kept nothing of the page that this came from: the door, with what was typed."""
    shut_door()
    return show_door(kept_words=request.form.get("words", "")), 400


@pages.post("/leave")
def leave() -> ResponseReturnValue:
    """Shut the door."""
    shut_door()
    return redirect(url_for("own_story.left"), 303)


@pages.get("/left")
def left() -> str:
    """The door is shut."""
    return render("left")


def _go_on(typed: str) -> ResponseReturnValue:
    """Back into a story that was begun and not sent."""
    telling = find_telling_by_code(current_session(), typed, current_bank().return_key)
    if telling is None:
        return redirect(url_for("own_story.show"), 303)
    return telling_visit.take_up(telling)


def _show_page(guest: Guest, *, kept_words: str = "") -> str:
    """The page; with what was typed before the door shut, if anything was."""
    page = gather_page(current_session(), guest)
    if any(one.answer.seen_at is None for one in page.answers):
        _note_seen(guest)
    return render(
        "show",
        page=page,
        own=guest.own,
        kept_words=kept_words,
        findings=FINDINGS,
        not_checked=NOT_CHECKED,
        stances=STANCES,
        said=SAID,
        answered=ANSWERED,
    )


def _show_taken_back(guest: Guest) -> str:
    """What is left of a story that was taken back: the day, and nothing of it."""
    session, actor, own = current_session(), guest.actor, guest.own
    found = find_taking_back(session, actor, own)
    return render(
        "taken_back",
        own=own,
        withdrawal=found,
        lines=reached_lines(found.reached) if found is not None else [],
        is_waiting=own.submission.erased_at is None,
        is_for_safety=is_held(session, own.submission.key),
        # What they complained of may tell of the story; what was answered to it is still theirs.
        complaints=list_own_complaints(session, actor, own.submission.key),
    )


def _note_seen(guest: Guest) -> None:
    """Note that the answers were seen, in a transaction of its own: the page itself only reads."""
    if guest.own.story is None:
        return
    with current_bank().database.transaction() as writing:
        story = writing.get_one(Story, guest.own.story.key)
        answering.mark_seen(writing, guest.actor, story=story)
