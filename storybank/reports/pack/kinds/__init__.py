"""One builder a kind of report; each makes a pack of the same material."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.reports.models import ReportChoice, ReportKind
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.kinds import (
    board_pack,
    councillor_view,
    evidence_pack,
    first_page,
    learning_log,
    place,
    plan_on_a_page,
    social_value_budget,
    story_to_answer,
    supplier,
    who_is_missing,
)
from storybank.reports.pack.material import KeptCounts, Material, no_kept_counts
from storybank.reports.rules import SMALLEST_GROUP, Asked

Builder = Callable[[Material], Pack]
BUILDERS: Mapping[ReportKind, Builder] = {
    **dict.fromkeys(ReportKind, first_page.build),
    ReportKind.BOARD_PACK: board_pack.build,
    ReportKind.WHO_IS_MISSING: who_is_missing.build,
    ReportKind.LEARNING_LOG: learning_log.build,
    ReportKind.EVIDENCE_PACK: evidence_pack.build,
    ReportKind.SOCIAL_VALUE_BUDGET: social_value_budget.build,
    ReportKind.SUPPLIER: supplier.build,
    ReportKind.PLAN_ON_A_PAGE: plan_on_a_page.build,
    ReportKind.PLACE: place.build,
    ReportKind.COUNCILLOR_VIEW: councillor_view.build,
    ReportKind.STORY_TO_ANSWER: story_to_answer.build,
}


def build_pack(
    session: Session,
    actor: Actor,
    asked: Asked,
    *,
    smallest: int = SMALLEST_GROUP,
    choices: Sequence[ReportChoice] = (),
    kept: KeptCounts = no_kept_counts,
    public_url: str = "",
) -> Pack:
    """The report that is asked for, made now of what may stand in it at this moment.

    Doors hand in ``rights.queries.list_kept_counts`` as ``kept``, and the address of this
    installation as ``public_url``: on paper people read where they can be heard.

    Raises:
        NotAllowed: the actor may not read such a report.
        NotFound: what it is about is not the actor's to read.
        RuleBroken: it lacks what its kind needs, or the period ends before it begins.
    """
    material = Material(
        session,
        actor,
        asked,
        smallest=smallest,
        choices=choices,
        kept=kept,
        public_url=public_url,
    )
    return build_of(material)


def build_of(material: Material) -> Pack:
    """The same of material that is gathered already.

    Where its figures together give away a number of too few people, it is made again with fewer.
    """
    pack = BUILDERS[material.asked.kind](material)
    while material.leave_out_more():
        pack = BUILDERS[material.asked.kind](material)
    return pack
