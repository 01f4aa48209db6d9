"""Panels that choose the stories of most significant change, their sittings and their choices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.core.text import squeeze
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from storybank.verification import selecting
from storybank.verification.models import Selection, SelectionPanel, SelectionRound
from storybank.verification.queries import panels as queries


@dataclass(frozen=True)
class PanelTerms:
    """What a panel is about. Stories told from one day to another, of one contract or any."""

    title: str
    question: str
    domains: Sequence[str]
    contract: Contract | None = None
    from_on: date | None = None
    to_on: date | None = None


def open_panel(session: Session, actor: Actor, *, terms: PanelTerms) -> SelectionPanel:
    """Call a panel together for the actor's own organisation.

    Raises:
        NotAllowed: the actor runs no panels.
        RuleBroken: the terms will not do, or the actor belongs to no organisation.
    """
    require(actor, Action.RUN_PANEL)
    _check_terms(terms)
    if actor.organisation_id is None:
        raise RuleBroken("A panel belongs to an organisation. Sign in as one of its people.")
    if terms.contract and terms.contract.organisation_id != actor.organisation_id:
        raise NotAllowed("Another organisation runs this contract.")
    panel = SelectionPanel(
        organisation_id=actor.organisation_id, made_by_id=actor.user_id, **_kept(terms)
    )
    session.add(panel)
    session.flush()
    record(session, actor, "open_panel", panel, domains=len(terms.domains))
    return panel


def change_panel(
    session: Session, actor: Actor, *, panel: SelectionPanel, terms: PanelTerms
) -> None:
    """Write down anew what a panel is about, until its first sitting.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: it has sat, or the terms will not do.
    """
    _check_runs(actor, panel)
    _check_terms(terms)
    if queries.list_sittings(session, [panel.key]):
        raise RuleBroken("The panel has sat, so what it is about stays as it is.")
    for name, value in _kept(terms).items():
        setattr(panel, name, value)
    session.flush()
    record(session, actor, "change_panel", panel, domains=len(terms.domains))


def hold_sitting(
    session: Session,
    actor: Actor,
    *,
    panel: SelectionPanel,
    held_on: date,
    sat: str,
    note: str = "",
) -> SelectionRound:
    """Begin the next sitting; what the last one chose goes before it.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: the last sitting is still open, or day or people will not do.
    """
    _check_runs(actor, panel)
    selecting.check_sitting(held_on, sat, clock.today())
    earlier = queries.list_sittings(session, [panel.key])
    if earlier and earlier[-1].closed_at is None:
        raise RuleBroken("The last sitting is still open. Close it before the next one begins.")
    sitting = SelectionRound(
        panel_id=panel.key,
        number=len(earlier) + 1,
        held_on=held_on,
        sat=squeeze(sat),
        note=note.strip(),
    )
    session.add(sitting)
    session.flush()
    going_up = []
    if earlier:
        last = queries.list_selections(session, [earlier[-1].key])[earlier[-1].key]
        going_up = selecting.to_go_up(last)
    for story_id, domain in going_up:
        session.add(Selection(round_id=sitting.key, story_id=story_id, domain=domain))
    session.flush()
    number = sitting.number
    record(session, actor, "hold_sitting", sitting, number=number, going_up=len(going_up))
    return sitting


def put_before(
    session: Session,
    actor: Actor,
    *,
    sitting: SelectionRound,
    panel: SelectionPanel,
    stories: Collection[Story],
    domain: str,
) -> list[Selection]:
    """Put stories before a sitting, in one domain; those there already stay as they are.

    Only accepted stories whose tellers let those who run the contract, or boards, read them.
    Stories shared for learning only are welcome: a panel learns, and scores nothing.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: the sitting is closed, the domain is not the panel's, or a story may not be.
    """
    _check_runs(actor, panel, sitting)
    if domain not in panel.domains:
        raise RuleBroken("Choose one of the panel’s domains.", field="domain")
    if not stories:
        raise RuleBroken("Choose at least one story.", field="stories")
    scope = selecting.panel_scope(reading_scope(actor))
    fitting = queries.list_fitting(session, scope, panel, {one.public_id for one in stories})
    if len(fitting) < len({one.key for one in stories}):
        raise RuleBroken("One of these stories cannot be put before this panel.", field="stories")
    here = queries.list_selections(session, [sitting.key])[sitting.key]
    there = {one.story_id for one in here if one.domain == domain}
    new = [story for story in fitting if story.key not in there]
    if len(here) + len(new) > selecting.MOST_STORIES:
        raise RuleBroken(
            f"A panel can weigh {selecting.MOST_STORIES} stories at one sitting. Choose fewer.",
            field="stories",
        )
    made = [Selection(round_id=sitting.key, story_id=one.key, domain=domain) for one in new]
    session.add_all(made)
    session.flush()
    ids = [str(one.public_id) for one in new]
    record(session, actor, "put_before_panel", sitting, stories=ids)
    return made


def choose(
    session: Session,
    actor: Actor,
    *,
    selection: Selection,
    sitting: SelectionRound,
    panel: SelectionPanel,
    is_chosen: bool,
    reason: str,
) -> None:
    """Write down whether the panel chose a story, and why.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: the sitting is closed, there is no reason, or the storyteller said no since.
    """
    _check_runs(actor, panel, sitting)
    if not _open_still(session, actor, [selection]):
        raise RuleBroken("The storyteller no longer allows this story to be read here.")
    selecting.check_choice(reason)
    selection.is_chosen = is_chosen
    selection.reason = reason.strip()
    selection.decided_by_id = actor.user_id
    session.flush()
    record(session, actor, "choose_story", selection, chosen=is_chosen)


def take_out(
    session: Session,
    actor: Actor,
    *,
    selection: Selection,
    sitting: SelectionRound,
    panel: SelectionPanel,
) -> None:
    """Take a story that was not decided on out of a sitting again.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: the sitting is closed, or the panel has decided on the story.
    """
    _check_runs(actor, panel, sitting)
    if selection.is_chosen is not None:
        raise RuleBroken("The panel has decided on this story, so it stays on record.")
    record(session, actor, "take_out_of_sitting", sitting)
    session.delete(selection)
    session.flush()


def close_sitting(
    session: Session, actor: Actor, *, sitting: SelectionRound, panel: SelectionPanel
) -> None:
    """Close a sitting that has decided on every story before it.

    A story whose teller said no since need not be decided on.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: it is closed, or has not decided on every story.
    """
    _check_runs(actor, panel, sitting)
    here = queries.list_selections(session, [sitting.key])[sitting.key]
    undecided = _open_still(session, actor, [one for one in here if one.is_chosen is None])
    selecting.check_can_close(undecided, len(here))
    sitting.closed_at = clock.now()
    session.flush()
    chosen = sum(bool(one.is_chosen) for one in here)
    record(session, actor, "close_sitting", sitting, stories=len(here), chosen=chosen)


def tell_back(
    session: Session,
    actor: Actor,
    *,
    selection: Selection,
    sitting: SelectionRound,
    panel: SelectionPanel,
    how: str,
    told_on: date | None,
) -> None:
    """Write down that a storyteller heard what the panel said, or why they could not.

    Holds for every time the story stood before the panel.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: the panel is closed, has not decided, or how and when will not do.
    """
    _check_runs(actor, panel)
    if selection.is_chosen is None:
        raise RuleBroken("The panel has not decided on this story yet.")
    selecting.check_told_back(how, told_on, sitting.held_on, clock.today())
    for one in queries.list_selections_of_story(session, panel.key, selection.story_id):
        one.told_back_on, one.told_back_how = told_on, how.strip()
    session.flush()
    record(session, actor, "tell_back", selection, heard=told_on is not None)


def close_panel(session: Session, actor: Actor, *, panel: SelectionPanel) -> None:
    """Close a panel whose sittings are closed and whose storytellers have heard.

    Raises:
        NotAllowed: the actor does not run this panel.
        RuleBroken: a sitting is open, or somebody has not heard.
    """
    _check_runs(actor, panel)
    sittings = queries.list_sittings(session, [panel.key])
    if any(one.closed_at is None for one in sittings):
        raise RuleBroken("A sitting is still open. Close it first.")
    selections = queries.list_selections(session, [one.key for one in sittings])
    waiting = selecting.not_told([one for many in selections.values() for one in many])
    if waiting:
        raise RuleBroken(
            f"{len(waiting)} of the storytellers have not heard what the panel said. Tell them, "
            "or say why they could not be told."
        )
    panel.closed_at = clock.now()
    session.flush()
    record(session, actor, "close_panel", panel, sittings=len(sittings))


def _check_runs(actor: Actor, panel: SelectionPanel, sitting: SelectionRound | None = None) -> None:
    require(actor, Action.RUN_PANEL)
    selecting.check_own(panel, actor.organisation_id, everywhere=actor.everywhere)
    selecting.check_open(panel, sitting)


def _open_still(session: Session, actor: Actor, selections: Sequence[Selection]) -> int:
    """How many of these the actor may read today by the storyteller's permission."""
    scope = selecting.panel_scope(reading_scope(actor))
    return len(queries.open_still(session, scope, [one.story_id for one in selections]))


def _check_terms(terms: PanelTerms) -> None:
    selecting.check_panel(terms.title, terms.question, terms.domains, terms.from_on, terms.to_on)


def _kept(terms: PanelTerms) -> dict[str, Any]:
    return {
        "title": squeeze(terms.title),
        "question": squeeze(terms.question),
        "domains": list(terms.domains),
        "contract_id": terms.contract.key if terms.contract else None,
        "from_on": terms.from_on,
        "to_on": terms.to_on,
    }
