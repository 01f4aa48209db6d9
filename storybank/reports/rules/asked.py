"""What a report may be about, which permission of storytellers it needs, and how big it counts."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.frameworks.models import Framework
from storybank.intake.models import Purpose
from storybank.places.models import Place
from storybank.reports.models import ReportKind
from storybank.reports.rules.issuing import Period, check_period
from storybank.stories.rules import Allowed, Scope, board_scope

SMALLEST_GROUP = 5
"""Numbers of fewer people are not told in a report, unless the installation says otherwise."""


class About(StrEnum):
    """One thing that a report can be narrowed to."""

    CONTRACT = "contract"
    PLACE = "place"
    FRAMEWORK = "framework"
    SUPPLIER = "supplier"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class KindTerms:
    """What a kind of report can be about, what it must be about, and for which purposes."""

    name: str
    says: str
    about: tuple[About, ...] = ()
    needs: tuple[About, ...] = ()
    purposes: tuple[Purpose, ...] = (Purpose.BOARD, Purpose.PUBLIC)


_ALL = (About.CONTRACT, About.PLACE, About.FRAMEWORK, About.SUPPLIER, About.DEPARTMENT)
_OWN_EYES = (Purpose.BOARD, Purpose.CONTRACT_MANAGEMENT, Purpose.PUBLIC)
KINDS: dict[ReportKind, KindTerms] = {
    ReportKind.BOARD_PACK: KindTerms(
        "Board pack",
        "One page first, then a page for each priority: what was promised, what changed for "
        "whom, in their own words.",
        _ALL,
    ),
    ReportKind.EVIDENCE_PACK: KindTerms(
        "Contract evidence pack",
        "Every claim of one contract, with its passage, consent and finding, that an auditor can "
        "follow.",
        (About.CONTRACT,),
        (About.CONTRACT,),
        (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD, Purpose.PUBLIC),
    ),
    ReportKind.SOCIAL_VALUE_BUDGET: KindTerms(
        "Social value budget",
        "What each department was promised, and what reached people, beside its own account of "
        "the year.",
        (About.DEPARTMENT,),
    ),
    ReportKind.PLAN_ON_A_PAGE: KindTerms(
        "Plan on a page",
        "A place’s priorities, what it asks of those who supply it, and how to be heard.",
        (About.FRAMEWORK, About.PLACE),
    ),
    ReportKind.PLACE: KindTerms(
        "Place report",
        "Everything promised to one place and everything told of it, year by year.",
        (About.PLACE,),
        (About.PLACE,),
    ),
    ReportKind.SUPPLIER: KindTerms(
        "Supplier report",
        "What one supplier promised in all its contracts, and what people say of it.",
        (About.SUPPLIER,),
        (About.SUPPLIER,),
        _OWN_EYES,
    ),
    ReportKind.WHO_IS_MISSING: KindTerms(
        "Who is missing",
        "Whose voices are here by place, group and contract, against who was promised something.",
        _ALL,
    ),
    ReportKind.LEARNING_LOG: KindTerms(
        "Learning log",
        "What the stories taught, what was changed because of them, and what happened next.",
        (About.CONTRACT, About.PLACE),
        (),
        _OWN_EYES,
    ),
    ReportKind.COUNCILLOR_VIEW: KindTerms(
        "Councillor’s view",
        "Five plain questions answered for one ward.",
        (About.PLACE,),
        (About.PLACE,),
    ),
    ReportKind.STORY_TO_ANSWER: KindTerms(
        "Story to answer",
        "Passages for an answer in a bid, with the number of words.",
        (),
        (),
        (Purpose.OTHER_BODIES, Purpose.PUBLIC),
    ),
}
"""Every kind, in the order in which they are offered."""
OF_A_PLACE = frozenset({ReportKind.PLAN_ON_A_PAGE, ReportKind.PLACE, ReportKind.COUNCILLOR_VIEW})
"""Kinds that tell of a place as those who live there know it: its own charter comes before any
framework, and what was promised to a larger place around it was promised to them too."""


@dataclass(frozen=True)
class Asked:
    """What a report is to be about. ``more`` is what only its kind knows of, such as a question."""

    kind: ReportKind = ReportKind.BOARD_PACK
    purpose: Purpose = Purpose.BOARD
    contract: Contract | None = None
    place: Place | None = None
    framework: Framework | None = None
    supplier: str = ""
    department: str = ""
    period: Period = field(default_factory=Period)
    title: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def query(self) -> dict[str, str]:
        """The address of this report, counted anew, as a query."""
        said = {
            "kind": self.kind.value,
            "purpose": self.purpose.value,
            "contract": str(self.contract.public_id) if self.contract else "",
            "place": str(self.place.public_id) if self.place else "",
            "framework": str(self.framework.public_id) if self.framework else "",
            "supplier": self.supplier,
            "department": self.department,
            "from": self.period.told_from.isoformat() if self.period.told_from else "",
            "to": self.period.told_to.isoformat() if self.period.told_to else "",
        }
        if self.kind is ReportKind.BOARD_PACK:
            said["kind"] = ""
        if self.purpose is KINDS[self.kind].purposes[0]:
            said["purpose"] = ""
        return {name: value for name, value in said.items() if value}


def check_asked(actor: Actor, asked: Asked) -> None:
    """A report must be of a kind that can be about this, and for a purpose the actor may use.

    Raises:
        NotAllowed: the actor may not read such a report.
        RuleBroken: it lacks what its kind needs, or the period ends before it begins.
    """
    terms = KINDS[asked.kind]
    if asked.kind is ReportKind.STORY_TO_ANSWER:
        allowed = can(actor, Action.PREPARE_ANSWER)
    elif asked.purpose is Purpose.CONTRACT_MANAGEMENT:
        allowed = can(actor, Action.ISSUE_REPORT)
    else:
        allowed = can(actor, Action.READ_REPORT)
    if not allowed:
        raise NotAllowed("Your role does not include this report.")
    if asked.purpose not in terms.purposes:
        raise RuleBroken("This kind of report is not made for that.", field="purpose")
    for one in terms.needs:
        if not getattr(asked, one.value):
            raise RuleBroken(f"Choose the {one.value}.", field=one.value)
    check_period(asked.period)


def report_scope(actor: Actor, asked: Asked) -> Scope:
    """The stories that may stand in a report: the consent its purpose needs decides, nothing else.

    An answer in a bid is told by whoever sent the stories; anything else, by whoever runs the
    contract.
    """
    if asked.purpose is Purpose.BOARD:
        return board_scope(actor)
    own = None if actor.everywhere else actor.organisation_id
    if asked.kind is ReportKind.STORY_TO_ANSWER:
        return (Allowed(purpose=asked.purpose, organisation_id=own, prepared=True),)
    return (Allowed(purpose=asked.purpose, owner_id=own, unplaced=False, prepared=True),)
