"""The history of a promise: how it was changed and why, told from its changes and the record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import url_for

from storybank.audit.models import AuditEvent
from storybank.commitments.models import ChangeStatus, CommitmentChange
from storybank.commitments.rules import Lowering, lowerings
from storybank.web.filters import day, moment, number
from storybank.web.forms.promises import KINDS

OPERATOR = "The operator of this installation"
EVENTS = {
    "add_commitment": "Added",
    "change_commitment": "Changed",
    "correct_delivery": "A delivery was put right",
}
NAMES = {
    "ref": "reference",
    "text": "words",
    "quantity": "how much",
    "unit": "what is counted",
    "due_on": "due by",
    "tender_quantity": "offered at tender",
    "kind": "what it is about",
    "additionality": "whether it would happen anyway",
    "beneficiaries": "who is better off",
    "baseline": "how things stood before",
    "story_question": "how we hear from the people",
    "verifiable_by": "who would know",
    "verifiable_from": "what would show it",
    "descriptors": "the points 0 to 5",
    "owner_id": "who looks after it",
    "themes": "themes",
    "items": "what of the framework it answers",
    "withdrawn_on": "taken out of the contract",
    "from_on": "first day",
    "to_on": "last day",
    "points": "points",
}
LOWERINGS = {
    Lowering.LESS: "less is promised",
    Lowering.NO_FIGURE: "no figure is promised any more",
    Lowering.UNIT: "something else is counted",
    Lowering.LATER: "it is due later",
    Lowering.NO_DAY: "it is due on no day any more",
    Lowering.KIND: "less of it is about lives changed, or about things done",
    Lowering.INHERENT: "it no longer comes on top of what is bought",
    Lowering.TENDER: "less is said to have been offered at tender",
    Lowering.BENEFICIARIES: "fewer people are named",
    Lowering.DESCRIPTORS: "fewer points are described",
    Lowering.WORDS_LESS: "its words promise less, or later",
    Lowering.WORDS_OPEN: "its words leave more open",
    Lowering.WORDS_GONE: "words of it are gone",
    Lowering.UNASKED: "it no longer says how it is heard of or checked",
    Lowering.WITHDRAWN: "it is taken out of the contract",
}
_DAYS = ("due_on", "withdrawn_on", "from_on", "to_on")
_FIGURES = ("quantity", "tender_quantity")
_ADDITIONALITY = {"additional": "no, on top", "inherent": "yes, it lies in the service"}


def promise_history(
    events: Sequence[AuditEvent],
    changes: Sequence[CommitmentChange],
    people: Mapping[int, str],
) -> list[dict[str, str]]:
    """Events for ``components/timeline.html``, newest first; ``people`` are names by row number."""
    told = [(event.at, _of_event(event, people)) for event in events if _stands_alone(event)]
    told += [(one.decided_at or one.proposed_at, _of_change(one, people)) for one in changes]
    return [one for _, one in sorted(told, key=lambda pair: pair[0], reverse=True)]


def what_changes(change: CommitmentChange, people: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """What a change changes: name, before and after, as people read them."""
    return [
        (
            NAMES[name].capitalize(),
            plain(name, change.before.get(name), people),
            plain(name, change.after.get(name), people),
        )
        for name in NAMES
        if name in change.after and change.before.get(name) != change.after[name]
    ]


def why_lower(change: CommitmentChange) -> list[str]:
    """In which ways a change lowers the promise, in words."""
    found = lowerings(change.before, change.after)
    if change.lowers and not found:  # it had no day, and would be due after the contract ends
        found = [Lowering.LATER]
    return [LOWERINGS[one] for one in found]


def lowered_in_words(change: CommitmentChange) -> str:
    """One sentence on a lowering: from what to what, when and why."""
    on = day(change.decided_at)
    if change.after.get("withdrawn_on"):
        return f"Taken out of the contract on {on}: {_stopped(change.reason)}"
    before, after = change.before, change.after
    if before.get("quantity") != after.get("quantity"):
        what = f"Lowered from {_amount(before)} to {_amount(after)}"
    elif before.get("due_on") != after.get("due_on"):
        was, becomes = (plain("due_on", told.get("due_on")) for told in (before, after))
        what = f"Put off from {was} to {becomes}"
    else:
        what = "Lowered"
    return f"{what} on {on}: {_stopped(change.reason)}"


def plain(name: str, value: Any, people: Mapping[int, str] | None = None) -> str:
    """A value of a promise as people read it."""
    if value in (None, "", []):
        return "empty"
    if name in _FIGURES:
        return number(Decimal(value))
    if name in _DAYS:
        return day(date.fromisoformat(value))
    if name == "owner_id":
        return (people or {}).get(int(value), "a colleague")
    if name == "kind":
        return KINDS[value].partition(":")[0].lower()
    if name == "additionality":
        return _ADDITIONALITY[value]
    if name == "items":
        return f"{len(value)} chosen"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value if one)
    return f"“{value}”"


def people_in(changes: Sequence[CommitmentChange]) -> list[int | None]:
    """Row numbers of the people that changes name: who proposed, who decided, who looks after."""
    found: list[int | None] = []
    for change in changes:
        found += [change.proposed_by_id, change.decided_by_id]
        found += [
            int(told["owner_id"]) for told in (change.before, change.after) if told.get("owner_id")
        ]
    return found


def _stands_alone(event: AuditEvent) -> bool:
    """Whether nothing but the record tells of this act: changes are told from their own rows."""
    return event.act in EVENTS and "change" not in event.detail


def _of_event(event: AuditEvent, people: Mapping[int, str]) -> dict[str, str]:
    return _line(EVENTS[event.act], event.actor_id, event.at, _detail(event.detail), people)


_BECAME = {
    ChangeStatus.PROPOSED: "would become",
    ChangeStatus.APPROVED: "became",
    ChangeStatus.REFUSED: "would have become",
}


def _of_change(change: CommitmentChange, people: Mapping[int, str]) -> dict[str, str]:
    waits, at_once = change.status is ChangeStatus.PROPOSED, _at_once(change)
    told = [f"Because: {_stopped(change.reason)}"]
    told += [
        f"{name}: was {old}, {_BECAME[change.status]} {new}."
        for name, old, new in what_changes(change, people)
    ]
    if waits:
        told.append("Waits for a second person; until then the promise stands as it was.")
    if change.decision_note:
        told.append(f"Said on deciding: {_stopped(change.decision_note)}")
    if not waits and not at_once:
        told.append(f"Proposed by {people.get(change.proposed_by_id or 0, OPERATOR)}.")
    who = change.proposed_by_id if waits or at_once else change.decided_by_id
    at = change.decided_at or change.proposed_at
    line = _line(_title(change), who, at, " ".join(told), people)
    if at_once:
        return line
    page = url_for("changes.show", change_id=change.public_id)
    return {**line, "href": page, "link_text": "Read this change"}


def _at_once(change: CommitmentChange) -> bool:
    """Whether a change lowered nothing and so was done at once by whoever wanted it."""
    own = change.decided_by_id == change.proposed_by_id
    return change.status is ChangeStatus.APPROVED and own and not change.lowers


def _title(change: CommitmentChange) -> str:
    if change.status is ChangeStatus.PROPOSED:
        return "A lowering is proposed"
    if change.status is ChangeStatus.REFUSED:
        own = change.decided_by_id == change.proposed_by_id
        return "A proposed lowering was taken back" if own else "A proposed lowering was refused"
    if change.lowers:
        return "Lowered"
    return "Changed" if _at_once(change) else "Changed, agreed by two persons"


def _line(
    title: str, who: int | None, at: datetime, detail: str, people: Mapping[int, str]
) -> dict[str, str]:
    return {
        "title": title,
        "who": people.get(who or 0, OPERATOR),
        "when": moment(at),
        "iso": at.isoformat(),
        "detail": detail,
    }


def _detail(detail: Mapping[str, Any]) -> str:
    sentences = []
    if reason := detail.get("reason"):
        sentences.append(f"Because: {_stopped(reason)}")
    before, after = detail.get("before", {}), detail.get("after", {})
    for name, words in NAMES.items():
        if (
            name in before
            and before[name] != after.get(name)
            and name not in ("owner_id", "themes")
        ):
            old, new = plain(name, before[name]), plain(name, after.get(name))
            sentences.append(f"{words.capitalize()}: was {old}, became {new}.")
    return " ".join(sentences)


def _amount(told: Mapping[str, Any]) -> str:
    if told.get("quantity") is None:
        return "no figure"
    return number(Decimal(told["quantity"]))


def _stopped(sentence: str) -> str:
    return f"{sentence.rstrip('. ')}."
