"""What a storyteller decides on their own page: what words, what use, how they are reached."""

from datetime import date, timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from storybank.answering import service as answering
from storybank.answering.models import Lasted
from storybank.answering.queries import find_due_follow_up
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake import service as intake
from storybank.intake.models import ConsentStatement, Identifiability, Purpose, Submission
from storybank.intake.queries import choose_statement, list_consents
from storybank.intake.rules import ENGLISH, PURPOSE_WORDS_TO_TELLER
from storybank.rights.queries.own_story import (
    find_own_contact,
    list_own_consent_events,
)
from storybank.rights.service import change_naming
from storybank.stories import service as stories
from storybank.telling.queries import find_call_of
from storybank.telling.return_codes import show_code
from storybank.telling.service import issue_return_code
from storybank.telling.service.contact import ContactGiven, forget_contact, keep_contact
from storybank.web.bank import current_bank
from storybank.web.forms import own_story as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.own_door import Guest, pages
from storybank.web.own_room import done, guests_only, render, render_form
from storybank.web.own_story_page import permissions_of
from storybank.web.own_words import CONSENT_ACTS
from storybank.web.session import current_session
from storybank.web.telling_page import StatementShown

ON_SCREEN = "form on screen"


@pages.route("/words", methods=["GET", "POST"])
@guests_only
def words(guest: Guest) -> ResponseReturnValue:
    """The words that will be used: say yes to them, or ask for a change."""
    own, form = guest.own, forms.ChangeWordsForm()
    if own.story is None or own.version is None:
        return redirect(url_for("own_story.show"), 303)
    if request.method == "POST":
        agrees = request.form.get("act") == "yes"
        version = request.form.get("version", "")
        with errors_shown_on(form):
            stories.record_teller_check(
                current_session(),
                guest.actor,
                story=own.story,
                version=int(version) if version.isascii() and version[:9].isdigit() else 0,
                agrees=agrees,
                words="" if agrees else form.words.data or "",
            )
            return done(
                "Thank you. We will use these words."
                if agrees
                else "Thank you. A person will read what you said. Your words are not used until "
                "you say yes to them."
            )
    return render_form("words", form, own=own)


@pages.route("/permissions/<purpose>", methods=["GET", "POST"])
@guests_only
def permission(guest: Guest, purpose: str) -> ResponseReturnValue:
    """One thing that may be done: what it means, saying yes, or saying yes for longer."""
    if purpose not in {one.value for one in Purpose}:
        raise NotFound("There is no such purpose.")
    session, own, form = current_session(), guest.own, forms.PermissionForm()
    statement = _statement(guest)
    standing = permissions_of(list_consents(session, own.submission.key), clock.today())
    one = next(found for found in standing if found.purpose.value == purpose)
    if form.validate_on_submit():
        with errors_shown_on(form):
            given = intake.ConsentGiven(
                (one.purpose,),
                ON_SCREEN,
                expires_on=_last_day(form.lasts.data),
                statement=statement,
            )
            verb = intake.renew_consent if one.is_live else intake.give_consent
            verb(session, guest.actor, submission=own.submission, given=given)
            return done(f"Thank you. You said yes: {one.name[0].lower()}{one.name[1:]}.")
    return render_form("permission", form, own=own, one=one, shown=StatementShown.of(statement))


@pages.get("/told")
@guests_only
def told(guest: Guest) -> str:
    """What the storyteller said yes and no to, when, and what they were told before."""
    events = list_own_consent_events(current_session(), guest.actor, guest.own)
    shown = {one.key: StatementShown.of(one) for _, one in events if one is not None}
    return render(
        "told",
        own=guest.own,
        events=[event for event, _ in events],
        shown=shown,
        names={purpose.value: name for purpose, name in PURPOSE_WORDS_TO_TELLER.items()},
        acts=CONSENT_ACTS,
    )


@pages.route("/email", methods=["GET", "POST"])
@guests_only
def email(guest: Guest) -> ResponseReturnValue:
    """The address we may write to: give one, change it, or take it away."""
    session, form, submission = current_session(), forms.EmailForm(), guest.own.submission
    contact = find_own_contact(session, guest.actor, guest.own)
    if request.method == "POST" and request.form.get("act") == "remove":
        forget_contact(session, guest.actor, submission=submission)
        answering.stop_asking(session, guest.actor, submission=submission)
        return done("We have thrown your e-mail address away. We will not write to you.")
    if request.method == "GET" and contact is not None:
        form.email.data = contact.email
        held = (contact.may_tell_answers, contact.may_ask_again, contact.may_remind)
        form.uses.data = [use for use, may in zip(forms.USES, held, strict=True) if may]
    if form.validate_on_submit():
        with errors_shown_on(form):
            _keep_address(guest, form.email.data or "", set(form.uses.data or ()))
            return done("We have your e-mail address. We write only about what you chose.")
    return render_form("email", form, own=guest.own, contact=contact)


@pages.route("/name", methods=["GET", "POST"])
@guests_only
def name(guest: Guest) -> ResponseReturnValue:
    """What name goes with the story, if any, and whether its place is shown."""
    submission, form = guest.own.submission, forms.NameForm()
    if request.method == "GET":
        form.identifiability.data = submission.identifiability.value
        form.display_name.data = guest.own.called
        form.hide_place.data = submission.hide_place
    if request.method == "POST" and form.identifiability.data is None:
        form.identifiability.errors = ["Choose what name goes with it, or no name."]
    elif form.validate_on_submit():
        wish = Identifiability(form.identifiability.data)
        if wish is not Identifiability.UNNAMED and not form.display_name.data:
            form.display_name.errors = ["Write the name, or choose “No name”."]
            return render_form("name", form, own=guest.own)
        with errors_shown_on(form):
            change_naming(
                current_session(),
                guest.actor,
                submission=submission,
                identifiability=wish,
                display_name=form.display_name.data or "",
                hide_place=bool(form.hide_place.data),
                method=ON_SCREEN,
            )
            return done("Thank you. We do it so from now on.")
    return render_form("name", form, own=guest.own)


@pages.route("/now", methods=["GET", "POST"])
@guests_only
def now(guest: Guest) -> ResponseReturnValue:
    """Say how it is now, when asked again after some months."""
    session, form, first = current_session(), forms.NowForm(), guest.own.submission
    follow_up = find_due_follow_up(session, first.key, clock.today())
    if follow_up is None:
        return redirect(url_for("own_story.show"), 303)
    if request.method == "POST" and form.lasted.data is None:
        form.lasted.errors = ["Choose how it is now."]
    elif form.validate_on_submit():
        with errors_shown_on(form):
            told = answering.say_how_it_is(
                session,
                guest.actor,
                first=first,
                follow_up=follow_up,
                lasted=Lasted(form.lasted.data),
                words=form.words.data or "",
                method=ON_SCREEN,
            )
            return _told_now(guest, told)
    call = find_call_of(session, first.key)
    return render_form("now", form, own=guest.own, follow_up=follow_up, has_call=call is not None)


def _statement(guest: Guest) -> ConsentStatement:
    """What is told before a yes: as it was told last, unless easy or ordinary words are asked."""
    session, own = current_session(), guest.own
    events = list_own_consent_events(session, guest.actor, own)
    last = next((shown for _, shown in events if shown is not None), None)
    asked = request.args.get("words")
    is_easy = asked == "easy" or (asked is None and last is not None and last.is_easy_read)
    return choose_statement(
        session,
        own.submission.organisation_id,
        language=last.language if last is not None else ENGLISH,
        is_easy_read=is_easy,
    )


def _told_now(guest: Guest, told: Submission | None) -> ResponseReturnValue:
    """Thanks; and where new words were told, their own code, shown once."""
    if told is None:
        return done("Thank you. It helps to know if a change lasts.")
    key = current_bank().return_key
    code = issue_return_code(current_session(), submission=told, key=key)
    return render("told_now", own=guest.own, code=show_code(code))


def _last_day(lasts: str | None) -> date | None:
    days = forms.HOW_LONG.get(lasts or "")
    return None if days is None else clock.today() + timedelta(days=days)


def _keep_address(guest: Guest, address: str, uses: set[str]) -> None:
    session, submission = current_session(), guest.own.submission
    given = ContactGiven(
        address,
        may_tell_answers="answers" in uses,
        may_ask_again="again" in uses,
        may_remind="reminders" in uses,
    )
    keep_contact(session, guest.actor, submission=submission, given=given)
    if given.may_ask_again:
        for months in (6, 12):
            answering.agree_to_follow_up(session, guest.actor, submission=submission, months=months)
    else:
        answering.stop_asking(session, guest.actor, submission=submission)
