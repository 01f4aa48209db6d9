"""A place's charter: opened, and where, when and with whom it was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.frameworks import queries
from storybank.frameworks.models import Framework, FrameworkKind
from storybank.frameworks.rules import (
    CHARTER_LEVELS,
    LONGEST_NOTE,
    check_changeable,
    check_text,
    slug_of,
)
from storybank.frameworks.service.rows import (
    check_edition,
    check_line,
    check_new_edition,
    check_title,
    require_own,
)


@dataclass(frozen=True)
class CharterTerms:
    """A place's charter. ``how_to_be_heard`` is kept as the edition's note."""

    title: str
    edition: str
    place_id: int | None = None
    agreed_on: date | None = None
    agreed_with: str = ""
    how_to_be_heard: str = ""


def make_charter(session: Session, actor: Actor, *, terms: CharterTerms) -> Framework:
    """Open a Community Value Charter of the actor's organisation; priorities are added to it.

    Raises:
        AlreadyHeld: this edition is there.
        RuleBroken: the title or the edition will not do.
    """
    require(actor, Action.MANAGE_FRAMEWORKS)
    title, edition = check_title(terms.title), check_edition(terms.edition)
    slug = slug_of(title)
    check_new_edition(session, actor.organisation_id, slug, edition)
    framework = Framework(
        organisation_id=actor.organisation_id,
        kind=FrameworkKind.CHARTER,
        slug=slug,
        edition=edition,
        title=title,
        levels=list(CHARTER_LEVELS),
        licence="The place’s own",
    )
    _agree(framework, terms)
    session.add(framework)
    session.flush()
    record(session, actor, "make_charter", framework)
    return framework


def change_charter(
    session: Session, actor: Actor, *, framework: Framework, terms: CharterTerms
) -> None:
    """Say anew where a charter is of, when and with whom it was agreed, and how to be heard.

    Raises:
        RuleBroken: it is no charter, or rests under contracts and its title is to change.
    """
    require_own(actor, framework)
    if framework.kind is not FrameworkKind.CHARTER:
        raise RuleBroken("This framework is no charter.")
    title = check_title(terms.title)
    if title != framework.title:
        check_changeable(framework.kind, in_use=queries.is_in_use(session, framework))
    framework.title = title
    _agree(framework, terms)
    session.flush()
    record(session, actor, "change_charter", framework)


def _agree(framework: Framework, terms: CharterTerms) -> None:
    framework.place_id = terms.place_id
    framework.agreed_on = terms.agreed_on
    framework.agreed_with = check_line(terms.agreed_with, "agreed_with", "who agreed it")
    framework.note = check_text(
        terms.how_to_be_heard,
        field="how_to_be_heard",
        what="how to be heard",
        most=LONGEST_NOTE,
    )
