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
    "acknowledge_complaint": "acknowledged a complaint",
    "add_coding": "coded a sentence",
    "add_commitment": "added a promise",
    "add_contract": "added a contract",
    "add_evidence": "added the form that a storyteller signed",
    "add_framework_item": "added an item to a framework",
    "add_help_number": "added a number to call",
    "add_place": "added a place",
    "add_statement": "wrote what storytellers are told",
    "add_theme": "added a theme",
    "add_to_learning_note": "added to what was learnt from stories",
    "agree_action": "wrote down something agreed",
    "agree_to_follow_up": "agreed to be asked again",
    "answer_complaint": "answered a complaint",
    "answer_follow_up": "put on record how it is now",
    "answer_principles": "answered the eight principles for a report",
    "answer_story": "answered a story",
    "approve_change": "agreed to lower a promise",
    "ask_for_file": "asked for a file of a report",
    "ask_teller": "noted that a storyteller asks to see the words first",
    "attach_file": "kept a recording, a photograph or a scan with a story",
    "attach_to_contract": "put a story under a contract",
    "blur": "changed how exactly where and when are told",
    "change_call": "changed a call for stories",
    "change_charter": "changed when and with whom a charter was agreed",
    "change_commitment": "changed a promise",
    "change_contract": "changed a contract",
    "change_framework_item": "worded an item of a framework anew",
    "change_help_number": "changed a number to call",
    "change_naming": "put on record how a storyteller wishes to be known",
    "change_panel": "changed what a panel is about",
    "change_place": "changed a place",
    "change_roles": "changed a person’s roles",
    "change_theme": "changed a theme",
    "check_effect": "held a foreseen effect against what happened",
    "check_identity": "asked whether a stranger could find out whose story it is",
    "choose_for_report": "chose what a report quotes, leaves out or tells whole",
    "choose_notices": "chose what they are e-mailed about",
    "choose_story": "wrote down a panel’s choice",
    "clear_concern": "settled a concern and let the story go on",
    "close_account": "closed an account",
    "close_call": "closed a call for stories",
    "close_panel": "closed a panel",
    "close_round": "closed a verification round",
    "close_sitting": "closed a panel’s sitting",
    "confirm_coding": "confirmed a suggested code",
    "confirm_link": "linked a passage to a promise",
    "copy_story": "made a copy of everything held about a story",
    "correct_delivery": "put right what was delivered",
    "decide_details": "decided what stands for personal details",
    "declare_interest": "declared whether they have an interest",
    "decline_submission": "declined a story",
    "describe_link": "described a claim",
    "discard_draft": "threw away a draft",
    "discard_edit": "threw away an unfinished edit",
    "discard_report_draft": "threw a draft of a report away",
    "dispose": "disposed of what had been kept long enough",
    "dispose_original": "disposed of the words as received",
    "dispose_permissions": "disposed of the record of what was allowed",
    "dispose_story": "disposed of a story",
    "dispute_change": "said that a change is not so",
    "draw_round": "drew a verification round",
    "end_share": "ended an address at which an issued report was read",
    "enter_money": "entered an amount of money, with all that must be said of it",
    "erase_story": "erased a story that was taken back, once no hold kept it",
    "export_framework": "exported a framework",
    "export_story": "gave a story away in an export for researchers",
    "finish_action": "noted something agreed as done",
    "follow_up_pledge": "followed up a pledge",
    "foresee_effect": "foresaw an effect of a contract",
    "forget_concern": "disposed of what was written about a concern",
    "forget_contact": "took their e-mail address away",
    "forget_tellings": "disposed of stories that were begun and never sent",
    "give_consent": "put a consent on record",
    "give_return_code": "gave a storyteller a code to come back with",
    "hide_place": "kept a story’s place from others",
    "hold": "kept a story held back",
    "hold_review": "held a review",
    "hold_sitting": "opened a panel’s sitting",
    "import_framework": "brought in a framework",
    "import_places": "took in places",
    "issue_report": "issued a report",
    "judge_strength": "judged how strong a claim is",
    "keep_contact": "gave an e-mail address, or changed it",
    "keep_report_draft": "kept a draft of a report",
    "learn_theme": "learnt a theme from decisions",
    "leave_out_framework_item": "left out an item of a framework",
    "lift_legal_hold": "lifted a legal hold",
    "load_codebook": "loaded the themes",
    "load_framework": "loaded a framework that ships with Storybank",
    "make_charter": "started a charter",
    "make_pledge": "wrote down a pledge",
    "make_variant": "made a local variant of a framework",
    "mark_demonstration": "marked this Storybank as a demonstration",
    "mask_story": "covered more of a story",
    "merge_place": "made two records of a place one",
    "mitigate_effect": "wrote down what softens an effect",
    "move_framework_item": "moved an item of a framework",
    "move_help_number": "moved a number to call",
    "move_review": "moved a review",
    "note_asked": "asked somebody how it is now",
    "note_check_in": "noted a check-in",
    "note_concern": "wrote in the log of a concern",
    "notice_shortfall": "noted a shortfall",
    "open_account": "opened an account",
    "open_again": "opened an account again",
    "open_call": "asked for stories",
    "open_call_again": "opened a call for stories again",
    "open_organisation": "added an organisation",
    "open_panel": "opened a panel",
    "order_answer": "put the passages of an answer in a bid in another order",
    "place_legal_hold": "placed a legal hold",
    "plan_remedy": "wrote down a plan to put a shortfall right",
    "plan_review": "planned a review",
    "propose_change": "proposed to lower a promise",
    "publish_story": "showed a story to the public",
    "publish_version": "published a new version of a story",
    "put_before_panel": "put stories before a panel",
    "raise_concern": "raised a concern",
    "rate": "gave a rating",
    "read_original": "looked at words as they were received",
    "read_story": "read a story and suggested codes",
    "recall_report": "listed an issued report to be called back",
    "record_delivery": "recorded what was delivered",
    "record_member_check": "wrote down what a storyteller says of a claim",
    "record_teller_check": "wrote down what a storyteller says of the words",
    "refuse_change": "refused to lower a promise",
    "reject_coding": "rejected a code",
    "reject_link": "rejected a link",
    "remove_framework": "removed a framework",
    "remove_help_number": "took a number to call off the list",
    "remind_of_expiry": "reminded that a permission runs out",
    "renew_consent": "put on record that a consent goes on",
    "reopen_link": "reopened a claim",
    "restore_framework": "offered a retired framework again",
    "restore_theme": "used a retired theme again",
    "retire_framework": "retired a framework",
    "retire_statement": "stopped showing what storytellers were told",
    "retire_theme": "retired a theme",
    "save_draft": "saved a draft",
    "save_edit": "saved an unfinished edit",
    "set_aside": "said that a recording holds no words to type",
    "set_item_themes": "matched an item of a framework with themes",
    "set_lawful_basis": "put on record by what right a story is held",
    "set_password": "set a password",
    "set_retention_rule": "decided how long something is kept",
    "set_review_calendar": "set a calendar of reviews",
    "settle_change_request": "settled what a storyteller asked to have changed",
    "settle_recall": "said what was done to call a report back",
    "settle_shortfall": "settled a shortfall",
    "share_report": "gave an address at which an issued report is read",
    "sign_in": "signed in",
    "start_edition": "started the next edition of a framework",
    "start_schedule": "had drafts of a report made every quarter",
    "stop_asking": "asked to be asked no more",
    "stop_schedule": "stopped having drafts of a report made",
    "submit_story": "sent in a story",
    "suggest_again": "changed what is suggested for a story",
    "switch_off_layer": "switched off what was learnt of a theme",
    "take_back_answer": "took an answer back",
    "take_choice_back": "took back what was chosen for a report",
    "take_complaint": "took a complaint",
    "take_down": "took a story down from the public pages",
    "take_out_money": "took an amount of money out of a social value budget",
    "take_out_of_sitting": "took a story out of a sitting",
    "take_report": "took a report away as a file",
    "tell_back": "told a storyteller what a panel said",
    "tell_of_concern": "wrote down who was told of a concern",
    "type_words": "typed the words of a recording or a photograph",
    "undo_batch": "undid a batch of decisions",
    "verify": "recorded a finding",
    "void_link": "took a link out of the evidence",
    "void_links": "took claims out of the count",
    "warn_of_overdue": "told the safeguarding leads that a concern is overdue",
    "withdraw_consent": "put the end of a consent on record",
    "withdraw_purpose": "put on record that a storyteller took one permission back",
    "withdraw_story": "put on record that a storyteller took their story back",
    "write_answer": "wrote the words of an answer in a bid",
    "write_handover": "wrote a handover note",
    "write_learning_note": "wrote down what stories taught",
    "write_narrative": "wrote what a department’s year was",
}
"""The acts in words that follow a name."""

DOERS = {
    "operator": "The operator of the server",
    "pipeline": "The computer",
    "storyteller": "A storyteller",
}
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
    "quotation": "quoting short parts",
    "research_export": "copies for researchers",
    "photo_or_voice": "photograph or voice",
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
