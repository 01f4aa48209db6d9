"""Who may make, issue and read which report. Pure."""

from collections.abc import Mapping
from typing import Any

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can, require
from storybank.intake.models import Purpose
from storybank.reports.models import ReportKind
from storybank.reports.rules.asked import Asked, report_scope
from storybank.stories.rules import Scope

FOR_EVERYBODY = (Purpose.BOARD, Purpose.PUBLIC)
"""What those who read reports may read once it is issued."""


def making(kind: ReportKind) -> Action:
    """The action that making and issuing a kind of report is."""
    if kind is ReportKind.STORY_TO_ANSWER:
        return Action.PREPARE_ANSWER
    return Action.ISSUE_REPORT


def require_making(actor: Actor, kind: ReportKind) -> None:
    """Let the actor pass who may make such a report.

    Raises:
        NotAllowed: no role of theirs includes it.
    """
    require(actor, making(kind))


def kinds_made_by(actor: Actor) -> frozenset[ReportKind]:
    """The kinds of report that an actor may make, keep and issue."""
    return frozenset(one for one in ReportKind if can(actor, making(one)))


def readable_kinds(actor: Actor) -> list[tuple[frozenset[ReportKind], tuple[Purpose, ...]]]:
    """Which kinds for which purposes an actor may read of their own organisation.

    Whoever makes reports reads them all. A board reads what was made for boards or everybody, and
    an answer in a bid is for those alone who write bids.
    """
    answers = frozenset({ReportKind.STORY_TO_ANSWER})
    others = frozenset(ReportKind) - answers
    found: list[tuple[frozenset[ReportKind], tuple[Purpose, ...]]] = []
    if can(actor, Action.PREPARE_ANSWER):
        found.append((answers, tuple(Purpose)))
    if can(actor, Action.ISSUE_REPORT):
        found.append((others, tuple(Purpose)))
    elif can(actor, Action.READ_REPORT):
        found.append((others, FOR_EVERYBODY))
    return found


def whole_scope(actor: Actor, asked: Asked) -> Scope:
    """The stories that may be told whole in a report.

    Being quoted lets nobody tell more than a passage.
    """
    return tuple(one for one in report_scope(actor, asked) if one.purpose is asked.purpose)


NOT_WHOLE = "Only passages of this story may be read here."
"""What stands in place of the fingerprint of a whole that may not be read."""


def of_a_passage(facts: Mapping[str, Any], story: str) -> dict[str, Any]:
    """What is known of a passage, without what tells of the whole of its story.

    A title is words of the whole; a fingerprint lets whoever guesses at it know that they are
    right; and the name of a story shows which passages are of one person.
    """
    kept = {name: value for name, value in facts.items() if name != "title"}
    if "sha256" in kept:
        kept["sha256"] = NOT_WHOLE
    if "where" in kept:
        kept["where"] = str(kept["where"]).replace(f"Story {story}", "A story")
    return kept
