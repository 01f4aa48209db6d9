"""What an issued report keeps of the report that was read: its figures, and its quotations. Pure.

Figures hold no words of a story. All that tells of one story, its words and what was found of
them, stands in its quotations, so that it can be taken out alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storybank.commitments.models import CommitmentChange, Contract
from storybank.nlp.reading import Change
from storybank.reports.pack.board_report import BoardReport, PromiseLine
from storybank.reports.pack.passages import Quotation, Tally
from storybank.stories.rules import Exactness, when_shown
from storybank.verification.wording import say_verified

# The parts of a report that quote, in their order.
VOICES, WORSE, FOUND = "voices", "worse", "found"


@dataclass(frozen=True)
class Frozen:
    """One quotation to be kept: where it stands, its words and whatever else tells of its story."""

    part: str
    quotation: Quotation
    words: str
    facts: dict[str, Any]


def freeze_figures(
    report: BoardReport, say_lowered: Callable[[CommitmentChange], str]
) -> dict[str, Any]:
    """Everything a report says that is no quotation, as plain values."""
    left = report.left_out
    return {
        "contract": _contract(report.contract) if report.contract else None,
        "told_from": _day(report.period.told_from),
        "told_to": _day(report.period.told_to),
        "made_on": report.made_on.isoformat(),
        "people": report.people,
        "stories": report.stories,
        "kinds": {kind.value: number for kind, number in sorted(report.kinds.items())},
        "changes": {change.value: _tally(report.changes[change]) for change in Change},
        "themes": [
            {
                "name": line.name,
                "people": line.people,
                "changes": {change.value: _tally(line.changes[change]) for change in Change},
            }
            for line in report.themes
        ],
        "promises": report.promises,
        "evidenced": report.evidenced,
        "contradicted": [_promise(line) for line in report.contradicted],
        "silent": [_promise(line) for line in report.silent],
        "lowered": [
            {
                "text": one.commitment.text,
                "contract": one.contract.title,
                "how": say_lowered(one.change),
            }
            for one in report.lowered
        ],
        "links": report.links,
        "waiting": report.waiting,
        "findings": {finding.value: number for finding, number in sorted(report.findings.items())},
        "checked": say_verified(report.checked, claims=report.links, persons=False),
        "verifiers": list(report.verifiers),
        "changed": {
            "answered": report.changed.answers.answered,
            "made": report.changed.answers.made,
            "disputed": report.changed.answers.disputed,
            "planned": report.changed.answers.planned,
            "asked_again": report.changed.lasted.asked,
            "lasted": [getattr(report.changed.lasted, one) for one in ("yes", "partly", "no")],
        },
        "unheard": [_contract(one) for one in report.unheard],
        "left_out": {
            "held_back": left.held_back,
            "unattached": 0 if report.contract else left.unattached,
            "undated": left.undated,
        },
    }


def freeze_quotations(report: BoardReport) -> list[Frozen]:
    """Every quotation of a report, in the order in which they are read."""
    doubted = [one for one in report.found if one.finding != "upheld"]
    parts: Sequence[tuple[str, Sequence[Quotation]]] = (
        (VOICES, report.voices),
        (WORSE, report.worse),
        (FOUND, doubted or report.found[:3]),
    )
    return [Frozen(part, one, one.words or "", _facts(one)) for part, many in parts for one in many]


def _facts(one: Quotation) -> dict[str, Any]:
    return {
        "whose": one.whose,
        "place": one.place,
        "when": one.told_when or (when_shown(one.told_on, Exactness.DAY) if one.told_on else ""),
        "kind": one.kind.value,
        "told": one.told,
        "codes": [[name, change.value] for name, change in one.codes],
        "promise": one.promise.text if one.promise else "",
        "stance": one.stance.value if one.stance else "",
        "finding": one.finding.value if one.finding else "",
        "verified_by": one.verified_by,
        "reason": one.reason,
    }


def _promise(line: PromiseLine) -> dict[str, Any]:
    return {
        "text": line.commitment.text,
        "contract": line.contract.title,
        "supporting": _tally(line.supporting),
        "contradicting": _tally(line.contradicting),
    }


def _contract(contract: Contract) -> dict[str, str]:
    return {
        "id": str(contract.public_id),
        "title": contract.title,
        "reference": contract.reference,
        "supplier": contract.supplier,
    }


def _tally(tally: Tally) -> list[int]:
    return [tally.passages, tally.people]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
