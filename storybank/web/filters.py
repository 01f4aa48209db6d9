"""What every template may use: dates and numbers as people write them, and the page's frame."""

import re
import shlex
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, g, request, url_for
from flask_security import current_user
from markupsafe import Markup

from storybank.accounts.permissions import Action
from storybank.accounts.queries import find_installation
from storybank.accounts.rules import Actor, can
from storybank.reports.renderers.forms import FORMS, SLOW
from storybank.stories.rules import shown_when, told_words
from storybank.verification.wording import say_coverage, say_verified
from storybank.web.auth import current_actor
from storybank.web.session import current_session

_HEADING = re.compile(r"(</?h)([3-6])(?=[\s>])")
KIND_NAMES = {
    "beneficiary_story": "Storyteller’s account",
    "interview_transcript": "Interview",
    "case_study": "Case study",
}
CHANGE_NAMES = {"better": "Better", "need": "Need", "worse": "Worse", "activity": "Activity"}
FINDING_NAMES = {
    "upheld": "Upheld",
    "partly_upheld": "Partly upheld",
    "not_upheld": "Not upheld",
    "could_not_tell": "Could not tell",
    "waiting": "Waiting for a verifier",
    "none": "Not linked to a promise",
}
METHOD_NAMES = {
    "read": "Read",
    "spoke": "Spoke with the storyteller",
    "saw_record": "Saw a record",
    "site_visit": "Site visit",
}
ANSWER_NAMES = {"right": "This is right", "partly_right": "Partly right", "not_right": "Not right"}
STANCE_NAMES = {"supports": "Supports", "contradicts": "Contradicts"}
WITHIN = {
    "intake": "stories",
    "consent": "stories",
    "statements": "accounts",
    "calls": "stories",
    "help_numbers": "accounts",
    "tagging": "stories",
    "ledger": "commitments",
    "linking": "stories",
    "linking.of_contract": "commitments",
    "changes": "commitments",
    "audit": "accounts",
    "answering": "stories",
    "answering.of_contract": "commitments",
    "frameworks": "commitments",
    "frameworks.story": "stories",
    "charters": "commitments",
    "reviews": "commitments",
    "places": "commitments",
    "panels": "commitments",
    "rounds": "verification",
    "issued": "reports",
    "drafts": "reports",
    "schedules": "reports",
    "report_files": "reports",
    "sharing": "reports",
    "budget": "reports",
    "learning": "reports",
    "bids": "reports",
    "taking_back": "stories",
    "masking": "stories",
    "attachments": "stories",
    "reading": "stories",
    "publishing": "stories",
}
"""The place in the navigation under which other pages are found."""
FEET = {
    "Stories": (
        ("Stories sent in", "intake.list_", Action.SUBMIT_STORY),
        ("Calls for stories", "calls.list_", Action.MANAGE_CALLS),
        ("Stories to answer", "answering.list_", Action.ANSWER_STORY),
        ("Answers in bids", "bids.list_", Action.PREPARE_ANSWER),
        ("Sharing wider", "publishing.list_", Action.PUBLISH_STORY),
        ("What storytellers are told", "statements.list_", Action.SEE_HOME),
    ),
    "Promises": (
        ("The ledger", "ledger.show", Action.READ_CONTRACT),
        ("What nobody has told us", "ledger.silence", Action.READ_CONTRACT),
        ("Reviews", "reviews.list_", Action.READ_REVIEW),
    ),
    "Making sense of it": (
        ("Places", "places.list_", Action.READ_PLACE),
        ("Themes", "codebook.list_", Action.MANAGE_CODEBOOK),
        ("Frameworks", "frameworks.list_", Action.READ_FRAMEWORK),
        ("Most significant change", "panels.list_", Action.READ_PANEL),
        ("Learning", "learning.list_", Action.READ_REPORT),
        ("How far to trust the suggestions", "tagging.trust", Action.READ_ACCURACY),
    ),
}
"""What is no place of the main navigation, found at the foot of every page by who may go there."""
ROLE_NAMES = {
    "administrator": "Administrator",
    "contract_manager": "Contract manager",
    "contributor": "Contributor",
    "verifier": "Independent verifier",
    "board_reader": "Board reader",
    "safeguarding_lead": "Safeguarding lead",
    "data_protection_officer": "Data protection officer",
    "analyst": "Analyst",
}


def set_up(app: Flask) -> None:
    """Register filters and the context every page shares."""
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        number=number,
        plural=plural,
        raised=raised,
        when_told=shown_when,
        told_words=told_words,
        kind_name=KIND_NAMES.__getitem__,
        for_shell=shlex.quote,  # what somebody typed may stand in a command that others paste
    )
    app.jinja_env.globals.update(
        change_names=CHANGE_NAMES,
        finding_names=FINDING_NAMES,
        method_names=METHOD_NAMES,
        answer_names=ANSWER_NAMES,
        say_verified=say_verified,
        say_coverage=say_coverage,
        stance_names=STANCE_NAMES,
        role_names=ROLE_NAMES,
        report_forms=FORMS,
        report_forms_slow=SLOW,
        Action=Action,
        may=lambda action: current_user.is_authenticated and can(current_actor(), action),
    )
    app.context_processor(_frame)


def day(value: date | datetime | None) -> str:
    """A date as one says it: 3 April 2026; a dash where there is none."""
    return "–" if value is None else f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """A time as one says it: 3 April 2026, 14:05 (UTC)."""
    return "–" if value is None else f"{value.day} {value:%B %Y}, {value:%H:%M}"


def number(value: int | float | Decimal | None) -> str:
    """A number with commas, and no more decimals than it needs."""
    if value is None:
        return "–"
    text = f"{Decimal(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its word: 1 story, 2 stories."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def raised(html: Markup) -> Markup:
    """Words whose headings begin at the third level, to stand right under the page's own name."""
    return Markup(_HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", html))  # noqa: S704


def _frame() -> dict[str, Any]:
    if "frame" not in g:
        g.frame = _make_frame()
    return dict(g.frame)


def _make_frame() -> dict[str, Any]:
    installation = find_installation(current_session())
    frame: dict[str, Any] = {
        "installation": installation,
        "navigation": [],
        "current_person": None,
        "sign_in_url": url_for("security.login"),
        "sign_out_url": url_for("security.logout"),
    }
    if not current_user.is_authenticated:
        return frame
    frame["current_person"] = current_user
    actor = current_actor()
    places = [
        ("Home", "home.show", Action.SEE_HOME),
        ("Stories", "stories.list_", Action.READ_STORY),
        ("Contracts", "commitments.list_", Action.READ_CONTRACT),
        ("Verification", "verification.list_", Action.VERIFY_LINK),
        ("Safeguarding", "safeguarding.list_", Action.SETTLE_CONCERN),
        ("Search", "search.show", Action.SEARCH),
        ("Reports", "reports.list_", Action.READ_REPORT),
        ("Complaints", "complaints.list_", Action.HANDLE_COMPLAINT),
        ("Kept how long", "retention.show", Action.MANAGE_RETENTION),
        ("Settings", "accounts.list_", Action.MANAGE_ACCOUNTS),
    ]
    here = _section(request.endpoint or "", actor)
    frame["navigation"] = [
        {
            "label": label,
            "url": url_for(endpoint),
            "current": endpoint.split(".")[0] == here,
        }
        for label, endpoint, action in places
        if can(actor, action)
    ]
    frame["footer_links"] = _feet(actor)
    return frame


def _feet(actor: Actor) -> list[dict[str, Any]]:
    """What stands at the foot of every page by what it is about; an empty group is left out."""
    groups = [
        {
            "label": title,
            "links": [
                {"label": label, "url": url_for(endpoint)}
                for label, endpoint, action in feet
                if can(actor, action)
            ],
        }
        for title, feet in FEET.items()
    ]
    return [group for group in groups if group["links"]]


def _section(endpoint: str, actor: Actor) -> str:
    """Where a page is found, also for whoever has no such place: findings under Contracts, say."""
    blueprint = endpoint.split(".")[0]
    section = WITHIN.get(endpoint) or WITHIN.get(blueprint, blueprint)
    if section == "verification" and not can(actor, Action.VERIFY_LINK):
        return "commitments"
    if section == "safeguarding" and not can(actor, Action.SETTLE_CONCERN):
        return "stories"
    return section
