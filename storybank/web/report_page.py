"""What the pages gather on which a report is asked for, previewed and looked behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts
from storybank.frameworks.queries import list_frameworks
from storybank.intake.models import Purpose
from storybank.places.queries import load_tree
from storybank.places.rules import LEVELS, Tree
from storybank.reports.models import ReportKind
from storybank.reports.pack.material import Material
from storybank.reports.queries.left_out import count_accepted
from storybank.reports.renderers.html import Show
from storybank.reports.rules import KINDS, About, Asked, is_small, making
from storybank.rights.queries import list_kept_counts
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.reports import ReportForm
from storybank.web.session import current_session

MOST_PLACES = 600
READ_BY = {
    ReportKind.BOARD_PACK: "For boards",
    ReportKind.EVIDENCE_PACK: "For auditors, and whoever manages the contract",
    ReportKind.SOCIAL_VALUE_BUDGET: "For the finance committee, once a year",
    ReportKind.PLAN_ON_A_PAGE: "For whoever lives there, and whoever wants to supply",
    ReportKind.PLACE: "For the people of a place, and those who plan for it",
    ReportKind.SUPPLIER: "For the supplier, and for its contract managers",
    ReportKind.WHO_IS_MISSING: "For whoever goes out to listen next",
    ReportKind.LEARNING_LOG: "For everybody who works with the stories",
    ReportKind.COUNCILLOR_VIEW: "For ward councillors",
    ReportKind.STORY_TO_ANSWER: "For whoever reads a bid",
}


@dataclass(frozen=True)
class KindOffered:
    """A kind of report as it is offered: what it is for, and who reads it."""

    kind: ReportKind
    name: str
    says: str
    read_by: str


def kinds_offered(actor: Actor) -> list[KindOffered]:
    """The kinds of report that an actor can ask for."""
    return [
        KindOffered(kind, terms.name, terms.says, READ_BY[kind])
        for kind, terms in KINDS.items()
        if can(actor, making(kind) if kind is ReportKind.STORY_TO_ANSWER else Action.READ_REPORT)
    ]


def purposes_offered(actor: Actor, kind: ReportKind) -> list[Purpose]:
    """For whom an actor may make a report of this kind."""
    return [
        one
        for one in KINDS[kind].purposes
        if one is not Purpose.CONTRACT_MANAGEMENT or can(actor, Action.ISSUE_REPORT)
    ]


def report_form(kind: ReportKind) -> ReportForm:
    """The form of the address, with what a report of this kind can be about."""
    session, actor = current_session(), current_actor()
    form = ReportForm(request.args)
    form.kind.data = kind.value
    about = KINDS[kind].about
    contracts = list_contracts(session, actor)
    choices: dict[About, list[tuple[str, str]]] = {
        About.CONTRACT: [
            (str(one.public_id), f"{one.title} ({one.reference})") for one in contracts
        ],
        About.SUPPLIER: _alike(one.supplier for one in contracts),
        About.DEPARTMENT: _alike(one.department for one in contracts),
    }
    if About.PLACE in about:
        choices[About.PLACE] = _places(session, contracts)
    if About.FRAMEWORK in about:
        choices[About.FRAMEWORK] = [
            (str(one.public_id), f"{one.title} ({one.edition})")
            for one in list_frameworks(session, actor, retired=False)
        ]
    form.offer(kind, purposes_offered(actor, kind), choices)
    return form


def kind_asked() -> ReportKind:
    """The kind of report in the address; a board pack where there is none that makes sense."""
    asked = request.args.get("kind") or ""
    return ReportKind(asked) if asked in set(ReportKind) else ReportKind.BOARD_PACK


def material_of(asked: Asked, **more: object) -> Material:
    """What a report is counted from, for whoever is signed in."""
    return Material(
        current_session(),
        current_actor(),
        asked,
        smallest=current_bank().settings.smallest_group,
        kept=list_kept_counts,
        public_url=current_bank().settings.public_url,
        **more,  # type: ignore[arg-type]
    )


def words_shown() -> Show:
    """What a signed-in reader can open of words that stand by themselves."""
    return Show(
        story=lambda told: url_for("stories.show", story_id=told.story) if told.may_open else ""
    )


def not_in(material: Material) -> int | None:
    """How many stories of a report's contracts may not stand in it; 0 where nobody can say.

    None where they are too few to be told.
    """
    asked = material.asked
    if asked.place is not None or asked.purpose is Purpose.OTHER_BODIES:
        return 0
    ids = [one.key for one in material.contracts]
    every = count_accepted(material.session, ids, asked.period)
    number = every - int(material.heard.story.size)
    return None if is_small(number, material.smallest) else number


def _alike(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, one) for one in sorted({one for one in names if one})]


def _places(session: Session, contracts: Sequence[Contract]) -> list[tuple[str, str]]:
    """Places in use, the largest first; of very many those that contracts lie in or around."""
    tree = load_tree(session)
    spots = {number: one for number, one in tree.spots.items() if not one.is_merged}
    if len(spots) > MOST_PLACES:
        near = _near(tree, {one.place_id for one in contracts if one.place_id})
        spots = {number: one for number, one in spots.items() if number in near}
    order = sorted(spots.values(), key=lambda one: (-LEVELS.index(one.level), one.name, one.id))
    within: Mapping[int | None, str] = {number: one.name for number, one in tree.spots.items()}
    return [
        (
            str(one.public_id),
            f"{one.name}, {within[one.parent_id]}" if one.parent_id in within else one.name,
        )
        for one in order[:MOST_PLACES]
    ]


def _near(tree: Tree, places: set[int]) -> set[int]:
    """These places, those they lie within, and those within them."""
    found: set[int] = set()
    for place in places:
        found |= set(tree.subtree(place))
        at: int | None = place
        while at is not None and at not in found - {place}:
            found.add(at)
            at = tree.spots[at].parent_id
    return found
