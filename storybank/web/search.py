"""Finding stories: words, filters and what was found, all in the address of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.queries import list_contracts_to_choose
from storybank.search.engine import SearchResult
from storybank.search.service import PAGE_SIZE, Findings, find_stories
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import CHANGE_NAMES, FINDING_NAMES, KIND_NAMES, day
from storybank.web.forms.search import FILTERS, SearchForm, Wanted
from storybank.web.paging import address, page_asked, paging
from storybank.web.session import current_session
from storybank.web.story_items import story_items

pages = Blueprint("search", __name__)
MOST_OPTIONS = 12
LONGEST_VALUE = 200
LEGENDS = {
    "theme": "Theme",
    "change": "What it says",
    "kind": "Kind",
    "place": "Place",
    "contract": "Contract",
    "checked": "Checked",
}


@dataclass(frozen=True)
class Names:
    """Words for the values of each filter; None where any value stands for itself."""

    words: Mapping[str, Mapping[str, str] | None]

    @classmethod
    def of(cls, session: Session, actor: Actor) -> "Names":
        """The names this actor may be shown."""
        contracts = list_contracts_to_choose(session, actor)
        return cls(
            {
                "theme": {slug: code.name for slug, code in codes_by_slug(session).items()},
                "change": CHANGE_NAMES,
                "kind": KIND_NAMES,
                "place": None,
                "contract": {str(one.public_id): one.title for one in contracts},
                "checked": FINDING_NAMES,
            }
        )

    def known(self) -> dict[str, Callable[[str], bool]]:
        """For each filter, whether a value is one of ours."""
        return {
            name: _is_plain if words is None else words.__contains__
            for name, words in self.words.items()
        }

    def find(self, name: str, value: str) -> str | None:
        """The word for a value, if there is one for this actor."""
        words = self.words[name]
        return value if words is None else words.get(value)


@pages.get("/search")
@allows(Action.SEARCH)
def show() -> tuple[str, int]:
    """Find stories the reader may read."""
    session, actor = current_session(), current_actor()
    names = Names.of(session, actor)
    form = SearchForm(request.args)
    wanted = Wanted.read(request.args, form, names.known())
    findings, number = _find(session, actor, wanted)
    page = render_template(
        "search/show.html",
        form=form,
        wanted=wanted,
        result=findings.result,
        stories=story_items(
            session,
            actor,
            [hit.story for hit in findings.found],
            {hit.story.story.key: hit.snippets for hit in findings.found},
        ),
        facets=_facets(findings.result, wanted, names),
        applied=_applied(wanted, names),
        clear_url=address(wanted.pairs(narrowing=False)),
        place=paging(number, findings.result.total, PAGE_SIZE),
        corrected_url=address([("q", findings.result.corrected or "")]),
    )
    return page, 422 if form.errors else 200


def _is_plain(value: str) -> bool:
    return len(value) < LONGEST_VALUE and value.isprintable()


def _find(session: Session, actor: Actor, wanted: Wanted) -> tuple[Findings, int]:
    """What was found, and the number of the page it stands on; past the end is the last page."""
    number = page_asked()
    while True:
        findings = find_stories(
            session,
            current_bank().tools.engine,
            actor,
            text=wanted.text,
            filters=wanted.engine_filters,
            told_from=wanted.told_from,
            told_to=wanted.told_to,
            sort=wanted.sort,
            page=number,
        )
        last = max(-(-findings.result.total // PAGE_SIZE), 1)
        if number <= last:
            return findings, number
        number = last


def _facets(result: SearchResult, wanted: Wanted, names: Names) -> list[dict[str, Any]]:
    """What can be narrowed by, with how many stories each choice has."""
    facets = []
    for name, field in FILTERS.items():
        counts = dict(result.facets.get(field, []))
        chosen = wanted.filters[name]
        values = [*chosen, *(value for value in counts if value not in chosen)]
        options = [
            {
                "value": value,
                "label": label,
                "count": counts.get(value, 0),
                "checked": value in chosen,
            }
            for value in values
            if value and (label := names.find(name, value))
        ]
        if options:
            most = max(MOST_OPTIONS, len(chosen))
            facets.append({"name": name, "legend": LEGENDS[name], "options": options[:most]})
    return facets


def _applied(wanted: Wanted, names: Names) -> list[dict[str, str]]:
    """The filters in use, each with the address of the same search without it."""
    applied = [
        {
            "label": names.find(name, value) or value,
            "remove_url": address(wanted.pairs(without=(name, value))),
        }
        for name, values in wanted.filters.items()
        for value in values
    ]
    for name, words, when in (
        ("told_from", "Told from", wanted.told_from),
        ("told_to", "Told until", wanted.told_to),
    ):
        if when:
            url = address(wanted.pairs(without=(name, None)))
            applied.append({"label": f"{words} {day(when)}", "remove_url": url})
    return applied
