"""What an item means in our themes."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.models import Code
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem
from storybank.frameworks.service.rows import require_own

PERSON = "person"


def set_themes(
    session: Session,
    actor: Actor,
    *,
    framework: Framework,
    item: FrameworkItem,
    codes: Collection[Code],
) -> None:
    """Say which themes an item speaks of. What was said before and still holds keeps its origin.

    The crosswalk of a framework that is everybody's is kept together by all who keep frameworks.
    An edition in use keeps its words; what these mean in our themes may still be learnt.
    """
    require(actor, Action.MANAGE_FRAMEWORKS)
    if framework.organisation_id is not None:
        require_own(actor, framework)
    wanted = {code.key for code in codes}
    held = session.exec(select(Crosswalk).where(Crosswalk.item_id == item.id)).all()
    gone = [match for match in held if match.code_id not in wanted]
    for match in gone:
        session.delete(match)
    new = wanted - {match.code_id for match in held}
    session.add_all(
        Crosswalk(item_id=item.key, code_id=code_id, origin=PERSON, made_by_id=actor.user_id)
        for code_id in sorted(new)
    )
    session.flush()
    if new or gone:
        record(
            session,
            actor,
            "set_item_themes",
            framework,
            item=str(item.public_id),
            added=len(new),
            removed=len(gone),
        )
