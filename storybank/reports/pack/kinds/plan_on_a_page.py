"""Plan on a page: what matters in a place, what is asked for, and how to be heard (N29).

One sheet of paper, for whoever supplies the place and whoever lives there.
"""

from __future__ import annotations

from collections.abc import Iterable

from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.frameworks.models import FrameworkKind
from storybank.reports.pack.blocks import Block, EasyLine, Item, Pack, Paragraph, Section
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.who_told import and_list, heard_from, who_said_what
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import pick_voices
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import day_words, subject_of
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.queries.open_calls import OpenCall, list_open_calls

MOST_EASY = 4
MOST_PRIORITIES, MOST_ASKS, MOST_QUESTIONS, MOST_GROUPS, MOST_CALLS = 6, 4, 3, 6, 3
LONGEST = 170
"""Characters of one line, at most, so that all of it stands on one sheet."""


def build(material: Material) -> Pack:
    """The plan, on its one page."""
    writing = Writing(material)
    calls = list_open_calls(material.session, material.actor, _places(material))
    front = (
        _priorities(material),
        _asks(material),
        _for_whom(material),
        _how_to_be_heard(material, calls),
        _last_time(material, writing),
    )
    return writing.finish(
        question=f"What matters in {subject_of(material.asked)}, and how to be heard"
        if material.asked.place
        else "What matters, what we ask for, and how to be heard",
        front=front,
        easy=_easy(material, calls),
        warnings=warn(material),
    )


def _places(material: Material) -> frozenset[int]:
    """The place of the plan, all within it and all around it; empty where it is about no place."""
    place = material.asked.place
    if place is None:
        return frozenset()
    return material.places | {one.id for one in material.tree.path(place.key)}


def _priorities(material: Material) -> Section:
    priorities = material.priorities
    items = [
        Item(
            line=(one.name,),
            note=(shortened(one.says),) if one.says else (),
        )
        for one in priorities.listed[:MOST_PRIORITIES]
    ]
    blocks: list[Block] = [listed(*items)]
    left = len(priorities.listed) - len(items)
    framework = priorities.framework
    if framework is not None:
        agreed = (
            f", agreed with {framework.agreed_with.rstrip('.')}" if framework.agreed_with else ""
        )
        more = f" {left:,} more stand there." if left else ""
        blocks.append(paragraph(shortened(f"From {framework.title}{agreed}.") + more, role="note"))
    else:
        blocks.append(
            paragraph(
                "Nobody has written down what matters here, so these are the subjects people "
                "speak of. A charter agreed with those who live here would stand in their place.",
                role="note",
            )
        )
    return Section(key="priorities", title="What matters most", blocks=tuple(blocks))


def _asks(material: Material) -> Section:
    """What is asked of suppliers, in the words of the contracts; how far these came last time."""
    asks = list(_each_once((one.ask for one in _contracts(material)), MOST_ASKS))
    questions = list(
        _each_once((one.story_question for one in _standing(material)), MOST_QUESTIONS)
    )
    blocks: list[Block] = []
    if asks:
        blocks.append(listed(*asks))
    else:
        blocks.append(
            paragraph(
                "No contract says yet what it asks for beyond the work itself. Whoever runs one "
                "can write it down there."
            )
        )
    blocks.append(
        paragraph(
            "So far ",
            counted(material.figure("promises"), "promise was", "promises were"),
            " made. People are heard before any of them is called kept.",
        )
    )
    if questions:
        blocks.append(paragraph(f"We will ask: {' '.join(_as_questions(questions))}"))
    return Section(key="asks", title="What we ask of those who supply us", blocks=tuple(blocks))


def _for_whom(material: Material) -> Section:
    groups = list(_each_once((one.beneficiaries for one in _standing(material)), MOST_GROUPS))
    if not groups:
        said = "The promises do not say who is to benefit. Each of them should."
    else:
        said = f"{and_list([_within(one) for one in groups])}."
        said = said[:1].upper() + said[1:]
    return Section(key="for-whom", title="Who is to benefit", blocks=(paragraph(said),))


def _how_to_be_heard(material: Material, calls: list[OpenCall]) -> Section:
    """What the charter says of it, and the calls that are open today."""
    framework = material.priorities.framework
    blocks: list[Block] = []
    if framework is not None and framework.kind is FrameworkKind.CHARTER and framework.note:
        blocks.append(paragraph(shortened(" ".join(framework.note.split()))))
    if calls:
        blocks.append(
            paragraph(
                "Tell what changed for you, on a phone, in about ten minutes. You need no account, "
                "you choose who may read it, and you can take it back."
            )
        )
        blocks.append(listed(*(_call_item(material, one) for one in calls[:MOST_CALLS])))
    elif not blocks:
        blocks.append(
            paragraph(
                "Nobody is asking for stories here at the moment. Tell whoever supports you, or "
                "the council, that you have something to say."
            )
        )
    return Section(key="heard", title="How to be heard", blocks=tuple(blocks))


def _call_item(material: Material, call: OpenCall) -> Item:
    until = f"Open until {day_words(call.closes_on)}" if call.closes_on else "Open to anybody"
    said = f"{_before_an_address(call.title)} {as_typed(material, call)}"
    return Item(line=(said,), note=(until,), href=call.path)


def _last_time(material: Material, writing: Writing) -> Section:
    """What people said last time, in one line, and one of them."""
    if not material.heard.story.size:
        said = paragraph("Nobody has told us yet. You could be the first.")
        return Section(key="last-time", title="What people told us last time", blocks=(said,))
    said = Paragraph(line=who_said_what(material))
    voice = writing.voices(pick_voices(material, 1), small=True)
    return Section(key="last-time", title="What people told us last time", blocks=(said, *voice))


def _contracts(material: Material) -> list[Contract]:
    ids = {one.contract_id for one in material.promises}
    return [one for one in material.contracts if one.key in ids]


def _standing(material: Material) -> list[Promise]:
    return [one for one in material.promises if one.withdrawn_on is None]


def _each_once(texts: Iterable[str], most: int) -> Iterable[str]:
    """Texts that say something, each once, the first ``most`` of them, none too long."""
    seen: dict[str, str] = {}
    for text in texts:
        plain = " ".join(text.split())
        if plain:
            seen.setdefault(plain.casefold(), plain)
    return [shortened(one) for one in list(seen.values())[:most]]


def _as_questions(texts: Iterable[str]) -> list[str]:
    return [one if one.endswith(("?", "…")) else f"{one.rstrip('.')}?" for one in texts]


def _within(words: str) -> str:
    """Words as they stand within a sentence: a name keeps its capitals."""
    words = words.rstrip(".")
    rest = words[1:2]
    return words if rest.isupper() else words[:1].lower() + words[1:]


def _before_an_address(title: str) -> str:
    return title if title.endswith(("?", "!")) else f"{title.rstrip('.')}:"


def as_typed(material: Material, call: OpenCall) -> str:
    """The address of a call as people type it: without what their browser adds by itself."""
    return f"{material.public_url.rstrip('/')}{call.path}".split("://", 1)[-1]


def shortened(words: str) -> str:
    """A line that is not too long, cut between words."""
    if len(words) <= LONGEST:
        return words
    return f"{words[:LONGEST].rsplit(' ', 1)[0].rstrip(',;:.')} …"


def _easy(material: Material, calls: list[OpenCall]) -> list[EasyLine]:
    names = [one.name.rstrip(".") for one in material.priorities.listed[:MOST_EASY]]
    matters = (
        [EasyLine(sign="promise", line=("This is what matters most.",))]
        + [EasyLine(sign="promise", line=(f"{one}.",)) for one in names]
        if names
        else [EasyLine(sign="missing", line=("Nobody has said yet what matters most.",))]
    )
    lines = [
        EasyLine(sign="promise", line=("This is a plan.",)),
        *matters,
        EasyLine(
            sign="promise",
            line=line(
                counted(material.figure("promises"), "promise was", "promises were"),
                " made to people.",
            ),
        ),
        EasyLine(
            sign="people",
            line=heard_from(material),
        ),
    ]
    if calls:
        lines.append(EasyLine(sign="people", line=("You can tell us yours.",)))
        lines.append(EasyLine(sign="people", line=(f"Go to {as_typed(material, calls[0])}",)))
    return lines
