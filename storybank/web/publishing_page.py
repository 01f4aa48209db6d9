"""What the pages of sharing wider show, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.queries import names_of
from storybank.intake.models import Purpose
from storybank.nlp.turns import split_turns
from storybank.publishing import queries
from storybank.publishing.models import IdentityCheck
from storybank.publishing.queries import Shareable
from storybank.publishing.rarity import (
    Sign,
    SmallNumber,
    find_signs,
    is_rare_combination,
    small_numbers,
)
from storybank.publishing.rules import QUESTIONS, Found, Ready, ready_to_share
from storybank.tagging.queries import list_identifiers
from storybank.web.filters import day
from storybank.web.story_text import Paragraph, lay_out

FOUND_WORDS = {
    Found.NO.value: "no",
    Found.DEALT_WITH.value: "yes, and dealt with",
    Found.YES.value: "yes, still so",
}


@dataclass
class CheckPage:
    """One story to be checked, what the numbers warn of, and who looked before."""

    found: Shareable
    paragraphs: list[Paragraph]
    few: Sequence[SmallNumber]
    signs: Sequence[Sign]
    is_rare: bool
    ready: Ready
    checks: list[dict[str, Any]]


def gather_check(session: Session, found: Shareable, purpose: Purpose, smallest: int) -> CheckPage:
    """Gather the page on which a person asks whether a stranger could find out who this is."""
    story, version = found.story, found.version
    details = list_identifiers(session, [version.key]).get(version.key, [])
    signs = find_signs(version.body)
    checks = queries.list_checks(session, story.key)
    names = names_of(session, [one.checked_by_id for one in checks])
    return CheckPage(
        found=found,
        paragraphs=lay_out(
            version.body,
            version.format.value,
            split_turns(version.body, story.kind.value),
            masks=details,
        ),
        few=small_numbers(session, story, smallest),
        signs=signs,
        is_rare=is_rare_combination(signs),
        ready=ready_to_share(
            story,
            allowed=True,  # it was found by that
            has_details=bool(details),
            checked=found.check is not None and found.check.may_share,
            wants=purpose,
        ),
        checks=[_check(one, names, version.key) for one in checks],
    )


def list_rows(found: Sequence[Shareable], purpose: Purpose) -> list[dict[str, Any]]:
    """Items for ``components/story_list.html``: each with how far it has come."""
    return [
        {
            "title": one.version.title,
            "href": url_for(
                "publishing.check", story_id=one.story.public_id, purpose=purpose.value
            ),
            "meta": _state(one),
        }
        for one in found
    ]


def _state(one: Shareable) -> str:
    if one.publication is not None:
        return f"Shown to the public since {day(one.publication.published_at)}"
    if one.check is None:
        return "To be checked"
    if one.check.may_share:
        return f"Checked on {day(one.check.checked_at)}"
    return f"Checked on {day(one.check.checked_at)}: something can still be found"


def _check(one: IdentityCheck, names: dict[int, str], version_id: int) -> dict[str, Any]:
    words = {question.key: question.words for question in QUESTIONS}
    return {
        "title": "May be shared" if one.may_share else "May not be shared yet",
        "who": names.get(one.checked_by_id or 0, "somebody"),
        "when": day(one.checked_at),
        "iso": one.checked_at.isoformat(),
        "about": one.purpose.value,
        "is_of_these_words": one.story_version_id == version_id,
        "note": one.note,
        "answers": [
            (words.get(each["key"], each["key"]), FOUND_WORDS.get(each["found"], each["found"]))
            for each in one.answers
        ],
    }
