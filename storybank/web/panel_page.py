"""What the pages of panels gather: stories only as their reader may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.queries import contracts_by_id
from storybank.core.markdown import render_text
from storybank.nlp.turns import split_turns
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.tagging.rules import mask_words
from storybank.verification import selecting
from storybank.verification.models import Selection, SelectionPanel, SelectionRound
from storybank.verification.queries import panels as queries
from storybank.web.story_items import masks_of, story_items


@dataclass(frozen=True)
class Shown:
    """A story before a panel. ``item`` is None where this reader may not read it (any more).

    Then the panel's reason is not shown either: it may tell what the story says.
    """

    selection: Selection
    item: dict[str, Any] | None
    words: Markup | None = None

    @property
    def reason(self) -> str:
        """Why the panel chose so, for those who may read the story."""
        return self.selection.reason if self.item else ""


def gather_panel(session: Session, actor: Actor, panel: SelectionPanel) -> dict[str, Any]:
    """A panel with its sittings, the stories before each, and who has not heard."""
    sittings = queries.list_sittings(session, [panel.key])
    selections = queries.list_selections(session, [one.key for one in sittings])
    listed = [one for many in selections.values() for one in many]
    shown = {one.selection.key: one for one in _show(session, actor, listed)}
    waiting = selecting.not_told(listed)
    last = {one.story_id: shown[one.key] for one in listed if one.story_id in waiting}
    return {
        "panel": panel,
        "contract": contracts_by_id(session, [panel.contract_id]).get(panel.contract_id or 0),
        "sittings": [
            (sitting, [shown[one.key] for one in selections[sitting.key]]) for sitting in sittings
        ],
        "not_told": list(last.values()),
        "told": len({one.story_id for one in listed if one.told_back_on}),
        "stories": len({one.story_id for one in listed}),
    }


def gather_sitting(session: Session, actor: Actor, sitting: SelectionRound) -> list[Shown]:
    """The stories before one sitting, domain by domain."""
    listed = queries.list_selections(session, [sitting.key])[sitting.key]
    return _show(session, actor, listed)


def show_selection(session: Session, actor: Actor, selection: Selection) -> Shown:
    """One story before a panel, with its words."""
    found = list_with_words(session, reading_scope(actor), ids=[selection.story_id])
    if not found:
        return Shown(selection, None)
    story, version = found[0].story, found[0].version
    masks = masks_of(session, actor, found).get(version.key, ())
    body = mask_words(version.body, 0, masks)
    (item,) = story_items(session, actor, found)
    turns = split_turns(body, story.kind.value)
    words = render_text(body, version.format.value, (), turns)
    return Shown(selection, item, Markup(words))  # noqa: S704  (lets only its own elements through)


def _show(session: Session, actor: Actor, selections: Sequence[Selection]) -> list[Shown]:
    ids = {one.story_id for one in selections}
    found = list_with_words(session, reading_scope(actor), ids=ids, per_page=max(len(ids), 1))
    items = story_items(session, actor, found)
    by_story = {one.story.key: item for one, item in zip(found, items, strict=True)}
    return [Shown(one, by_story.get(one.story_id)) for one in selections]
