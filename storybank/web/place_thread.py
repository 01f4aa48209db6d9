"""Pages that go deeper into a place: the golden thread, the stories, and what landed there."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.core.errors import NotFound
from storybank.linking.queries import LinkedPassage
from storybank.nlp.reading import Change
from storybank.places import queries
from storybank.reports.place.landed import follow
from storybank.reports.place.stories import Narrowed, list_stories
from storybank.reports.place.thread import list_answers, list_passages_of
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.covered_words import words_of
from storybank.web.paging import page_asked, paging
from storybank.web.place_page import charters_of, path_of, priorities_of, where_of
from storybank.web.places import pages
from storybank.web.session import current_session
from storybank.web.story_items import story_items

__all__ = ["pages"]
PER_PAGE = 25


@pages.get("/places/<uuid:place_id>/thread")
@allows(Action.READ_PLACE)
def thread(place_id: UUID) -> str:
    """Each priority of the place, what answers it, and where the thread breaks."""
    return render_template("places/thread.html", **_thread(place_id))


@pages.get("/places/<uuid:place_id>/thread/<uuid:item_id>")
@allows(Action.READ_PLACE)
def priority(place_id: UUID, item_id: UUID) -> str:
    """One priority, from its words to the promises, the passages and what was found."""
    session, actor = current_session(), current_actor()
    known = _thread(place_id)
    one = next((one for one in known["priorities"] if one.item.public_id == item_id), None)
    if one is None:
        raise NotFound("There is no such priority here.")
    page = page_asked()
    shown = list_answers(session, one.answers[(page - 1) * PER_PAGE : page * PER_PAGE])
    scope = reading_scope(actor)
    passages = list_passages_of(session, scope, [answer.commitment.key for answer in shown])
    told: list[LinkedPassage] = [each for many in passages.values() for each in many]
    return render_template(
        "places/priority.html",
        **known,
        priority=one,
        answers=shown,
        passages=passages,
        words=words_of(session, actor, told),
        paging=paging(page, len(one.answers), PER_PAGE),
    )


@pages.get("/places/<uuid:place_id>/stories")
@allows(Action.READ_PLACE)
def stories(place_id: UUID) -> str:
    """The stories behind a figure of the place's page."""
    session, actor = current_session(), current_actor()
    place, tree = queries.get_place(session, place_id), queries.load_tree(session)
    narrowed, theme = _narrowed(session)
    scope, page = reading_scope(actor), page_asked()
    ids, total = list_stories(
        session, scope, where_of(session, tree, place), narrowed, page=page, per_page=PER_PAGE
    )
    found = list_with_words(session, scope, ids=ids, per_page=PER_PAGE)
    found.sort(key=lambda one: ids.index(one.story.key))
    return render_template(
        "places/stories.html",
        place=place,
        path=path_of(tree, place),
        items=story_items(session, actor, found),
        narrowed=narrowed,
        theme=theme,
        paging=paging(page, total, PER_PAGE),
    )


@pages.get("/places/<uuid:place_id>/landed")
@allows(Action.READ_CONTRACT)
def landed(place_id: UUID) -> str:
    """The allocation trail: what was reported to have landed in the place, for whom and when."""
    session, actor = current_session(), current_actor()
    place, tree = queries.get_place(session, place_id), queries.load_tree(session)
    page = page_asked()
    trail = follow(session, actor, tree.subtree(place.key), page=page)
    return render_template(
        "places/landed.html",
        place=place,
        path=path_of(tree, place),
        trail=trail,
        paging=paging(page, trail.total, 50),
    )


def _thread(place_id: UUID) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    place, tree = queries.get_place(session, place_id), queries.load_tree(session)
    charters = charters_of(session, actor, tree, place)
    scope = reading_scope(actor)
    priorities = priorities_of(session, actor, scope, tree, place, charters)
    return {
        "place": place,
        "path": path_of(tree, place),
        "charters": [framework for framework, _ in charters],
        "charter_places": {framework.key: tree.spots[lies].name for framework, lies in charters},
        "priorities": priorities,
    }


def _narrowed(session: Session) -> tuple[Narrowed, Code | None]:
    """Read which stories an address asks for; a word that means nothing leads nowhere."""
    asked, narrowed, theme = request.args, Narrowed(), None
    try:
        if asked.get("year"):
            narrowed = replace(narrowed, year=0 if asked["year"] == "none" else int(asked["year"]))
        if asked.get("change"):
            narrowed = replace(narrowed, change=Change(asked["change"]))
    except ValueError as error:
        raise NotFound("There is no such figure.") from error
    if asked.get("theme"):
        theme = codes_by_slug(session).get(asked["theme"])
        if theme is None:
            raise NotFound("There is no such theme.")
        narrowed = replace(narrowed, code_id=theme.key)
    return narrowed, theme
