"""The record of acts: who did what and when, and whether the record is whole."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import list_users
from storybank.audit.models import AuditEvent
from storybank.audit.queries import check_chain, count_events, list_events
from storybank.codebook.queries import codes_by_id
from storybank.web.auth import allows
from storybank.web.filters import CHANGE_NAMES, FINDING_NAMES, ROLE_NAMES, STANCE_NAMES
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("audit", __name__)
PER_PAGE = 50

ACTS = {
    "accept_submission": "accepted a story",
    "add_coding": "coded a sentence",
    "add_commitment": "added a promise",
    "add_contract": "added a contract",
    "add_framework_item": "added an item to a framework",
    "add_theme": "added a theme",
    "approve_change": "agreed to lower a promise",
    "attach_to_contract": "put a story under a contract",
    "change_charter": "changed when and with whom a charter was agreed",
    "change_commitment": "changed a promise",
    "change_contract": "changed a contract",
    "change_framework_item": "worded an item of a framework anew",
    "change_roles": "changed a person’s roles",
    "change_theme": "changed a theme",
    "clear_concern": "settled a concern and let the story go on",
    "close_account": "closed an account",
    "close_round": "closed a verification round",
    "confirm_coding": "confirmed a suggested code",
    "confirm_link": "linked a passage to a promise",
    "correct_delivery": "put right what was delivered",
    "declare_interest": "declared whether they have an interest",
    "decline_submission": "declined a story",
    "discard_draft": "threw away a draft",
    "discard_edit": "threw away an unfinished edit",
    "draw_round": "drew a verification round",
    "export_framework": "exported a framework",
    "give_consent": "put a consent on record",
    "hold": "held a story back",
    "import_framework": "brought in a framework",
    "learn_theme": "learnt a theme from decisions",
    "leave_out_framework_item": "left out an item of a framework",
    "load_codebook": "loaded the themes",
    "load_framework": "loaded a framework that ships with Storybank",
    "make_charter": "started a charter",
    "make_variant": "made a local variant of a framework",
    "mark_demonstration": "marked this Storybank as a demonstration",
    "move_framework_item": "moved an item of a framework",
    "open_account": "opened an account",
    "open_again": "opened an account again",
    "open_organisation": "added an organisation",
    "propose_change": "proposed to lower a promise",
    "publish_version": "published a new version of a story",
    "raise_concern": "raised a concern",
    "read_story": "read a story and suggested codes",
    "record_delivery": "recorded what was delivered",
    "record_member_check": "wrote down what a storyteller says of a claim",
    "refuse_change": "refused to lower a promise",
    "reject_coding": "rejected a code",
    "reject_link": "rejected a link",
    "remove_framework": "removed a framework",
    "restore_framework": "offered a retired framework again",
    "restore_theme": "used a retired theme again",
    "retire_framework": "retired a framework",
    "retire_theme": "retired a theme",
    "save_draft": "saved a draft",
    "save_edit": "saved an unfinished edit",
    "set_item_themes": "matched an item of a framework with themes",
    "set_password": "set a password",
    "sign_in": "signed in",
    "start_edition": "started the next edition of a framework",
    "submit_story": "sent in a story",
    "suggest_again": "changed what is suggested for a story",
    "switch_off_layer": "switched off what was learnt of a theme",
    "verify": "recorded a finding",
    "void_link": "took a link out of the evidence",
    "withdraw_consent": "put the end of a consent on record",
}
"""The acts in words that follow a name."""

DOERS = {"operator": "The operator of the server", "pipeline": "The computer"}
DETAILS = {"from_file": "from a file", "code": "theme"}
WORDS: Mapping[str, str] = {
    **CHANGE_NAMES,
    **{
        finding: FINDING_NAMES[finding]
        for finding in ("upheld", "partly_upheld", "not_upheld", "could_not_tell")
    },
    **ROLE_NAMES,
    **STANCE_NAMES,
    "contract_management": "managing the contract",
    "board": "board reports",
    "public": "telling the public",
    "other_bodies": "other public bodies",
    "machine_suggestions": "suggestions by computer",
}


@pages.get("/settings/audit")
@allows(Action.READ_AUDIT)
def list_() -> str:
    """The acts on record, newest first."""
    session = current_session()
    place = paging(page_asked(), count_events(session), PER_PAGE)
    people = {str(user.public_id): user for user in list_users(session)}
    themes = {number: code.name for number, code in codes_by_id(session).items()}
    events = list_events(session, page=place.number, per_page=PER_PAGE)
    acts = [_in_words(event, people, themes) for event in events]
    return render_template("audit/list.html", acts=acts, place=place)


@pages.get("/settings/audit/check")
@allows(Action.READ_AUDIT)
def check() -> str:
    """Follow the chain from the first act to the last, and say whether it is whole."""
    return render_template("audit/check.html", found=check_chain(current_session()))


def _in_words(
    event: AuditEvent, people: Mapping[str, User], themes: Mapping[int, str]
) -> dict[str, Any]:
    doer = people.get(event.actor)
    subject = people.get(event.subject_id) if event.subject_type == "User" else None
    return {
        "number": event.id,
        "at": event.at,
        "who": doer.name if doer else DOERS.get(event.actor, "Somebody whose account is gone"),
        "did": ACTS.get(event.act, event.act.replace("_", " ")),
        "whom": subject if subject is not doer else None,
        "detail": "; ".join(
            _words_of(name, themes.get(value, value) if name == "code" else value)
            for name, value in event.detail.items()
        ),
    }


def _words_of(name: str, value: Any) -> str:
    """One detail as words: ids shortened, values named as elsewhere on screen."""
    many = value if isinstance(value, list) else [value]
    label = DETAILS.get(name, name.replace("_", " "))
    return f"{label}: {', '.join(_value(one) for one in many) or 'none'}"


def _value(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    text = str(value)
    # A public id is 36 characters; its end tells two things apart well enough to read by eye.
    return f"…{text[-8:]}" if len(text) == 36 and text.count("-") == 4 else WORDS.get(text, text)
