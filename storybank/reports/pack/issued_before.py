"""Reports that were issued before there were packs, told as packs today.

Nothing is added and nothing is counted anew: only what was frozen is put into the blocks that
every form of a report is made of.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from storybank.nlp.reading import Change
from storybank.reports.models import Report
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Figure,
    Head,
    Item,
    Line,
    Listed,
    Pack,
    Paragraph,
    Section,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.wording import day_words, period_words, plural
from storybank.reports.rules import Period

QUESTION = "Whose lives have changed, in what way, and by which promise?"
VOICES, WORSE, FOUND = "voices", "worse", "found"
LISTED = 50


def pack_of(report: Report, told: Sequence[Told], parts: Sequence[str]) -> Pack:
    """A report as it was issued then; ``parts`` says where each of ``told`` stood."""
    frozen = report.frozen
    where = {part: [at for at, one in enumerate(parts) if one == part] for part in set(parts)}
    contract = frozen.get("contract") or {}
    return Pack(
        kind=report.kind.value,
        title=report.title,
        question=QUESTION,
        about=contract.get("title") or "all contracts",
        period=period_words(Period(report.told_from, report.told_to)),
        purpose=report.purpose.value,
        made_on=frozen.get("made_on", ""),
        footing=_footing(report),
        front=(
            _answer(frozen),
            _section("voices", "In their own words", _voices(where.get(VOICES, ()))),
            _section("worse", "What got worse", _worse(frozen, where.get(WORSE, ()))),
            _section("missing", "Who is missing", _missing(frozen)),
        ),
        sections=tuple(
            one
            for one in (
                _section("silent", "Promised, and not heard of", _silent(frozen)),
                _section("lowered", "Promised, and lowered since", _lowered(frozen)),
                _section("changed", "What changed for whom", (_themes(frozen),)),
                _section("checked", "What independent people found", _found(where.get(FOUND, ()))),
            )
            if one.blocks
        ),
        told=tuple(told),
        stories=frozen.get("stories", 0),
    )


def _section(key: str, title: str, blocks: Iterable[Block]) -> Section:
    return Section(key=key, title=title, blocks=tuple(blocks))


def _number(number: int, rest: str = "") -> Figure:
    return Figure(number=number, of="passages", rest=rest)


def _say(*parts: str | Figure, lead: bool = False) -> Paragraph:
    return Paragraph(line=parts, role="lead" if lead else "body")


def _answer(frozen: dict[str, Any]) -> Section:
    changes = frozen.get("changes", {})
    better, worse, need, activity = (
        changes.get(one, [0])[0] for one in ("better", "worse", "need", "activity")
    )
    lines = [
        _say(
            _number(frozen.get("people", 0), "people"),
            " told us about their lives, in ",
            _number(frozen.get("stories", 0), "stories"),
            ".",
            lead=True,
        ),
        _say(
            "Their words say ",
            _number(better, "times"),
            " that something got better, ",
            _number(worse),
            " that something got worse, ",
            _number(need),
            " that something is or was lacking, and ",
            _number(activity),
            " only what was done.",
            lead=True,
        ),
    ]
    if frozen.get("promises"):
        lines.append(
            _say(
                "People speak for ",
                _number(frozen["evidenced"]),
                " of ",
                _number(frozen["promises"], "promises"),
                " and against ",
                _number(len(frozen["contradicted"])),
                "; about ",
                _number(len(frozen["silent"])),
                " nobody had told us anything.",
                lead=True,
            )
        )
    lines.append(_say(frozen.get("checked", ""), lead=True))
    return _section("answer", "The answer", lines)


def _voices(places: Iterable[int]) -> list[Block]:
    found: list[Block] = [Voice(told=at) for at in places]
    return found or [_say("Nothing was quoted in this report.")]


def _worse(frozen: dict[str, Any], places: Iterable[int]) -> list[Block]:
    passages, people = frozen.get("changes", {}).get("worse", [0, 0])
    blocks: list[Block] = []
    if passages:
        blocks.append(
            _say(
                f"{plural(people, 'person says', 'people say')} that something got worse, in "
                f"{plural(passages, 'passage')}."
            )
        )
    else:
        blocks.append(
            _say(
                "Nobody had told us so. That may mean that nothing got worse, or that nobody was "
                "asked."
            )
        )
    blocks += [Voice(told=at, small=True) for at in places]
    against = frozen.get("contradicted", ())
    if against:
        blocks.append(_say("Promises that people’s words contradict:"))
        blocks.append(
            Listed(
                items=tuple(
                    Item(
                        line=(one["text"],),
                        note=(
                            f"{plural(one['contradicting'][0], 'passage')} against it, "
                            f"{one['supporting'][0]} for it",
                        ),
                    )
                    for one in against
                )
            )
        )
    return blocks


def _missing(frozen: dict[str, Any]) -> list[Block]:
    left = frozen.get("left_out", {})
    lines = [
        f"{plural(left[name], 'story was', 'stories were')} {says}"
        for name, says in (
            ("held_back", "held back because the storyteller had not allowed boards to read it."),
            ("unattached", "not attached to a contract."),
            ("undated", "without a date."),
        )
        if left.get(name)
    ]
    unheard = frozen.get("unheard", ())
    lines += [
        f"Nobody in this report speaks about {one['title']} ({one['supplier']})."
        for one in unheard[:LISTED]
    ]
    if len(unheard) > LISTED:
        lines.append(f"Nor about {len(unheard) - LISTED} more contracts.")
    return [_lines(lines or ["Every contract had a voice here, and no story was held back."])]


def _silent(frozen: dict[str, Any]) -> list[Block]:
    silent = frozen.get("silent", ())
    lines = [one["text"] for one in silent[:LISTED]]
    if len(silent) > LISTED:
        lines.append(f"And {len(silent) - LISTED} more.")
    return [_lines(lines)] if lines else []


def _lowered(frozen: dict[str, Any]) -> list[Block]:
    items = tuple(
        Item(line=(one["text"],), note=(f"{one['how']} Agreed by two persons.",))
        for one in frozen.get("lowered", ())
    )
    return [Listed(items=items)] if items else []


def _found(places: Iterable[int]) -> list[Block]:
    items = tuple(Item(told=at) for at in places)
    return [Listed(items=items, ordered=True)] if items else []


def _themes(frozen: dict[str, Any]) -> Table:
    order = (Change.BETTER, Change.NEED, Change.WORSE, Change.ACTIVITY)
    rows = [
        (
            Cell(line=(one["name"],), header=True),
            *(Cell(line=(_number(one["changes"][change.value][0]),)) for change in order),
            Cell(line=(_number(one["people"]),)),
        )
        for one in frozen.get("themes", ())
    ]
    return Table(
        caption="Passages by theme and direction, and how many people’s they are",
        head=(
            Head(text="Theme"),
            *(Head(text=change.value, numeric=True, change=change.value) for change in order),
            Head(text="People", numeric=True),
        ),
        rows=tuple(rows),
        empty="Nothing had been coded and confirmed.",
    )


def _lines(lines: Iterable[str]) -> Listed:
    return Listed(items=tuple(Item(line=_line(one)) for one in lines))


def _line(words: str) -> Line:
    return (words,)


def _footing(report: Report) -> str:
    frozen = report.frozen
    day = day_words(report.issued_at.date()) if report.issued_at else ""
    names = frozen.get("verifiers", ())
    checked = (
        f"Checked by {', '.join(names)}."
        if names
        else "Nobody independent had checked anything when this was issued."
    )
    return (
        f"{plural(frozen.get('stories', 0), 'story', 'stories')}, as boards were allowed to read "
        f"them on {day}. Only passages that a person coded or linked, or confirmed, are counted. "
        "People told their stories as they came, not as a sample, so the figures say who was heard "
        f"and not how many there are. {checked}"
    )
