"""What whoever makes a report should think of before they issue it. It never stands in the report.

A warning says what is weak and what can be done about it. It names numbers of people only where
the report itself would.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import numpy as np

from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Warned
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.wording import READ_BY, day_words, plural
from storybank.reports.queries.missing import list_senders
from storybank.reports.queries.numbers import CHANGES, NONE, STANCES, day_of
from storybank.reports.rules import SMALLEST_GROUP, Stage, Wanted, is_small

THIN = SMALLEST_GROUP
"""Fewer people than these are too few to say much of."""
MOST_OF = 0.8
"""The share of the stories from which on one organisation tells all."""
OLD = timedelta(days=550)
"""How old the newest story may be before a report is about another time."""


def warn(material: Material, missing: Missing | None = None) -> list[Warned]:
    """Every warning about this report, the gravest first.

    ``missing``: who is missing from it (``find_missing``), if the caller knows already.
    """
    missing = missing or find_missing(material)
    if not material.heard.story.size:
        return [
            Warned(
                key="nobody",
                words="No story can stand in this report: nobody is heard in it. It says what was "
                "promised, and not what came of it.",
                href="/stories",
            ),
            *_held_back(material, missing),
        ]
    checks: tuple[Callable[[Material], list[Warned]], ...] = (
        _thin,
        _one_organisation,
        _one_person,
        _nothing_bad,
        _unverified,
        lambda _: _held_back(material, missing),
        _unread,
        _told_about,
        _old,
        _silent,
    )
    return [one for check in checks for one in check(material)]


def _thin(material: Material) -> list[Warned]:
    people = material.people_at(np.arange(material.heard.story.size))
    if people >= THIN:
        return []
    return [
        Warned(
            key="thin",
            words=f"Fewer than {THIN} people speak in this report. Let it tell their stories, and "
            "let nobody read numbers into it.",
            href="/calls",
        )
    ]


def _one_organisation(material: Material) -> list[Warned]:
    senders = list_senders(material.session, material.heard.story)
    stories = int(material.heard.story.size)
    if not senders or stories < THIN or senders[0][1] < stories * MOST_OF:
        return []
    name, number = senders[0]
    which = "Every story" if number == stories else f"{number:,} of {stories:,} stories"
    return [
        Warned(
            key="one_organisation",
            words=f"{which} came through {name}. Whoever gathers stories decides whom one hears: "
            "ask somebody else to gather some too.",
            href="/calls",
        )
    ]


def _one_person(material: Material) -> list[Warned]:
    """Promises for which one person alone speaks."""
    linked = material.linked
    supports = linked.stance == STANCES.index(Stance.SUPPORTS)
    pairs = np.stack((linked.commitment[supports], material.people_of[linked.at[supports]]))
    promises, people = np.unique(np.unique(pairs, axis=1)[0], return_counts=True)
    alone = int((people == 1).sum())
    if not alone:
        return []
    evidenced = int(promises.size)
    words = (
        "The one promise that somebody speaks for"
        if evidenced == 1
        else "Each promise that somebody speaks for"
        if alone == evidenced
        else f"{alone:,} of the {evidenced:,} promises that somebody speaks for"
    )
    verb = "rests" if alone in (1, evidenced) else "rest"
    return [
        Warned(
            key="single_source",
            words=f"{words} {verb} on the words of one person. Say so, or ask others.",
            href=address(material, "promises", stage=Stage.EVIDENCED),
        )
    ]


def _nothing_bad(material: Material) -> list[Warned]:
    worse = bool((material.coded.change == CHANGES.index(Change.WORSE)).any())
    against = bool((material.linked.stance == STANCES.index(Stance.CONTRADICTS)).any())
    if worse or against or not material.coded.coding.size:
        return []
    return [
        Warned(
            key="nothing_bad",
            words="Nobody says here that anything got worse, or that a promise was not kept. "
            "Boards seldom believe that: find out whether anybody was asked.",
            href="/calls",
        )
    ]


def _unverified(material: Material) -> list[Warned]:
    linked = material.linked
    if not linked.link.size:
        words = "No passage is linked to a promise yet, so nothing says which promise did it."
        return [Warned(key="unlinked", words=words, href="/linking")]
    if (linked.finding != NONE).any():
        return []
    claims = int(linked.link.size)
    return [
        Warned(
            key="unverified",
            words="Nobody independent has checked "
            + ("the one claim." if claims == 1 else f"any of the {plural(claims, 'claim')}.")
            + " A board will ask who did.",
            href="/verification",
        )
    ]


def _held_back(material: Material, missing: Missing) -> list[Warned]:
    here = int(material.heard.story.size)
    away = missing.held_back + missing.waiting
    if away == 0 or away * 3 < here:
        return []
    readers = READ_BY[material.asked.purpose]
    parts = []
    if is_small(missing.held_back, material.smallest):
        parts.append(
            f"A few stories are held back, because their tellers have not allowed {readers} to "
            "read them."
        )
    elif missing.held_back:
        verb = "is" if missing.held_back == 1 else "are"
        who = "its teller has" if missing.held_back == 1 else "their tellers have"
        parts.append(
            f"{plural(missing.held_back, 'story', 'stories')} {verb} held back, because {who} not "
            f"allowed {readers} to read {'it' if missing.held_back == 1 else 'them'}."
        )
    if is_small(missing.waiting, material.smallest):
        parts.append("A few stories wait for a person here.")
    elif missing.waiting:
        verb = "waits" if missing.waiting == 1 else "wait"
        parts.append(f"{plural(missing.waiting, 'story', 'stories')} {verb} for a person here.")
    return [
        Warned(
            key="held_back",
            words=f"{' '.join(parts)} {_few(material, here)} in the report.",
            href="/stories",
        )
    ]


def _few(material: Material, stories: int) -> str:
    if is_small(stories, material.smallest):
        return "A few stories stand"
    return plural(stories, "story stands", "stories stand")


def _unread(material: Material) -> list[Warned]:
    stories = int(material.heard.story.size)
    read = int(np.unique(material.coded.at).size)
    if read * 2 >= stories:
        return []
    unread = stories - read
    few = "A few" if is_small(unread, material.smallest) else ""
    return [
        Warned(
            key="unread",
            words=f"{few if few else f'{unread:,} of {stories:,}'} stories have no theme yet that "
            "a person confirmed, so they are in few of the figures.",
            href="/tagging",
        )
    ]


def _told_about(material: Material) -> list[Warned]:
    own = material.coded.own
    if not own.size or int(own.sum()) * 2 >= own.size:
        return []
    return [
        Warned(
            key="told_about",
            words="Most of what is counted here is told about people, and not in their own words.",
            href=address(material, "passages"),
        )
    ]


def _old(material: Material) -> list[Warned]:
    known = material.heard.day[material.heard.day > 0]
    newest = day_of(int(known.max())) if known.size else None
    ends = min(material.asked.period.told_to or material.today, material.today)
    if newest is None:
        words = "Nobody wrote down when any of these stories was told."
        return [Warned(key="undated", words=words, href="/stories")]
    if ends - newest <= OLD:
        return []
    return [
        Warned(
            key="old",
            words=f"The newest story here was told on {day_words(newest)}. Much may have changed "
            "since.",
            href="/calls",
        )
    ]


def _silent(material: Material) -> list[Warned]:
    standing = len(material.promises_at(Wanted(stage=Stage.PROMISED)))
    silent = len(material.promises_at(Wanted(stage=Stage.SILENT)))
    if not silent or silent * 2 < standing:
        return []
    return [
        Warned(
            key="silent",
            words=f"Nobody here speaks of {silent:,} of {plural(standing, 'promise')}. The report "
            "names them; better still, ask the people they were made to.",
            href=address(material, "promises", stage=Stage.SILENT),
        )
    ]


def address(material: Material, room: str, **wanted: object) -> str:
    """Where the words or the promises behind something are read."""
    query = material.asked.query() | Wanted(**wanted).query()  # type: ignore[arg-type]
    return f"/reports/{room}?{urlencode(query)}" if query else f"/reports/{room}"
