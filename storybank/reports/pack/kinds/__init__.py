"""One builder a kind of report; each makes a pack of the same material."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.reports.models import ReportChoice, ReportKind
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.kinds import first_page
from storybank.reports.pack.material import Material
from storybank.reports.rules import SMALLEST_GROUP, Asked

Builder = Callable[[Material], Pack]
BUILDERS: Mapping[ReportKind, Builder] = dict.fromkeys(ReportKind, first_page.build)


def build_pack(
    session: Session,
    actor: Actor,
    asked: Asked,
    *,
    smallest: int = SMALLEST_GROUP,
    choices: Sequence[ReportChoice] = (),
) -> Pack:
    """The report that is asked for, made now of what may stand in it at this moment.

    Raises:
        NotAllowed: the actor may not read such a report.
        NotFound: what it is about is not the actor's to read.
        RuleBroken: it lacks what its kind needs, or the period ends before it begins.
    """
    material = Material(session, actor, asked, smallest=smallest, choices=choices)
    return BUILDERS[asked.kind](material)
