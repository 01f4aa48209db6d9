"""Parts that tell of one place: what it is, its contracts, its wards, where a thread breaks."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.commitments.models import Contract
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    FEW,
    Block,
    Cell,
    Facts,
    Figure,
    Head,
    Item,
    Line,
    Section,
    Table,
    Told,
)
from storybank.reports.pack.kinds.board_parts import change_sentence
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.material import NOT_HEARD, Material
from storybank.reports.pack.pictures import CHANGE_WORDS, DIRECTIONS
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.wording import day_words
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.place.thread import Break
from storybank.reports.queries.came_of import CameOf, what_came_of
from storybank.reports.rules import Show, Stage, Wanted, is_small

BREAKS = {
    Break.NO_PROMISE: ("silent", "No promise answers this"),
    Break.NOBODY_TOLD: ("silent", "Promised, and nobody has told us"),
    Break.UNCHECKED: ("waiting", "Told, and nobody independent has looked"),
    Break.NOT_UPHELD: ("stop", "Looked into, and nothing upheld"),
    None: ("done", "Promised, told, and upheld at least in part"),
}
MOST_SILENT = 30


def spot_of(material: Material) -> Spot:
    """The place a report is about."""
    assert material.asked.place is not None
    return material.tree.spots[material.asked.place.key]


def where_it_lies(material: Material, spot: Spot) -> str:
    """What sort of place it is, and within which larger ones: "Ward in South Shields"."""
    around = [one.name for one in reversed(material.tree.path(spot.id))]
    level = spot.level.value.capitalize()
    return f"{level} in {', '.join(around)}" if around else level


def promising(material: Material) -> list[Contract]:
    """The contracts that promise something here, the newest first."""
    ids = {one.contract_id for one in material.promises}
    found = [one for one in material.contracts if one.key in ids]
    return sorted(
        found, key=lambda one: (one.starts_on is not None, one.starts_on, one.key), reverse=True
    )


def lies_for(material: Material, contract: Contract) -> str:
    """For which place a contract is, where that is not the report's own."""
    spot = material.tree.spots.get(contract.place_id or 0)
    return spot.name if spot is not None and spot.id != spot_of(material).id else ""


def profile(material: Material) -> Section:
    """The place itself, so that what is told is read where it was told (N103)."""
    spot = spot_of(material)
    inside = [one.name for one in material.tree.children(spot.id)]
    facts: list[tuple[str, Line]] = [("What it is", (where_it_lies(material, spot),))]
    if spot.code:
        facts.append(("Code", (spot.code,)))
    if spot.also_called:
        facts.append(("Also called", (spot.also_called.replace("; ", ", "),)))
    if inside:
        facts.append(("What lies within it", (", ".join(inside),)))
    for charter in material.charters:
        agreed = f", agreed on {day_words(charter.agreed_on)}" if charter.agreed_on else ""
        with_whom = f" with {charter.agreed_with.rstrip('.')}" if charter.agreed_with else ""
        facts.append(("Charter", (f"{charter.title}{agreed}{with_whom}",)))
    if not material.charters:
        facts.append(
            ("Charter", ("None is on record. Nobody has written down what matters here.",))
        )
    facts += _contracts_today(material)
    facts.append(("Who told us", line(material.figure("people", "people"))))
    first, last = material.days()
    if first and last:
        facts.append(("Told between", (f"{day_words(first)} and {day_words(last)}",)))
    return Section(key="profile", title="The place", blocks=(Facts(facts=tuple(facts)),))


def _contracts_today(material: Material) -> list[tuple[str, Line]]:
    today = material.today
    running = [
        one
        for one in promising(material)
        if (one.starts_on is None or one.starts_on <= today)
        and (one.ends_on is None or one.ends_on >= today)
    ]
    if not running:
        return [("Contracts running today", ("None that says it is for this place",))]
    return [("Contracts running today", ("; ".join(one.title for one in running),))]


def by_contract(material: Material) -> Table:
    """How far the promises of each contract have come, the newest contract first."""
    stages = (
        (Stage.PROMISED, "Promised"),
        (Stage.DELIVERED, "Delivered"),
        (Stage.EVIDENCED, "For"),
        (Stage.CONTRADICTED, "Against"),
        (Stage.VERIFIED, "Upheld"),
        (Stage.SILENT, "Silent"),
    )
    rows = []
    for one in promising(material):
        figures = (
            material.figure("promises", contract=one.public_id, stage=stage) for stage, _ in stages
        )
        name = Cell(
            line=(one.title,),
            note=(_contract_note(material, one),),
            header=True,
            href=f"/contracts/{one.public_id}",
        )
        rows.append((name, *(Cell(line=(figure,)) for figure in figures)))
    return Table(
        caption="Promises of each contract: for how many something is delivered, people speak for "
        "or against, and somebody independent upheld it",
        head=(Head(text="Contract"), *(Head(text=words, numeric=True) for _, words in stages)),
        rows=tuple(rows),
        empty=f"No contract says that it is for {spot_of(material).name}.",
    )


def _contract_note(material: Material, contract: Contract) -> str:
    parts = [contract.supplier]
    if contract.starts_on and contract.ends_on:
        parts.append(f"{contract.starts_on.year} to {contract.ends_on.year}")
    elif contract.starts_on:
        parts.append(f"since {contract.starts_on.year}")
    larger = lies_for(material, contract)
    if larger:
        parts.append(f"for {larger}")
    return ", ".join(parts)


def where_it_breaks(material: Material, priority: Priority) -> Break | None:
    """Where the thread from a priority breaks; None where it holds to a finding that upholds."""
    stand = [one for one in priority.promises if one.withdrawn_on is None]
    heard = [material.heard_of.get(one.key, NOT_HEARD) for one in stand]
    if not heard:
        return Break.NO_PROMISE
    if not any(one.supporting or one.contradicting for one in heard):
        return Break.NOBODY_TOLD
    if not any(one.checked for one in heard):
        return Break.UNCHECKED
    return None if any(one.verified for one in heard) else Break.NOT_UPHELD


def thread(material: Material) -> Section:
    """From each priority to promises, to words, to findings, and where that breaks."""
    figure, rows = material.figure, []
    for one in material.priorities.listed:
        broken = BREAKS[where_it_breaks(material, one)][1]
        rows.append(
            (
                Cell(line=(one.name,), header=True),
                Cell(line=(figure("promises", **one.wanted),)),
                Cell(line=(figure("claims", stance=Stance.SUPPORTS, **one.wanted),)),
                Cell(line=(figure("claims", stance=Stance.CONTRADICTS, **one.wanted),)),
                Cell(line=(figure("claims", finding="checked", **one.wanted),)),
                Cell(line=(broken,)),
            )
        )
    framework = material.priorities.framework
    said = (
        f"The priorities of {framework.title}, and what answers each."
        if framework
        else "No charter is on record here, so these are the groups of our own themes."
    )
    table = Table(
        caption="From each priority to what was found, and where the thread breaks",
        head=(
            Head(text="Priority"),
            Head(text="Promises", numeric=True),
            Head(text="Passages for", numeric=True),
            Head(text="Against", numeric=True),
            Head(text="Checked", numeric=True),
            Head(text="Where it breaks"),
        ),
        rows=tuple(rows),
    )
    return Section(
        key="thread",
        title="What matters here, and what became of it",
        blocks=(paragraph(said), table),
    )


def by_ward(material: Material) -> Section | None:
    """What is told in each place directly within this one; None where it holds none.

    What names the larger place alone has a row of its own, so that nothing can be worked out from
    what is left over.
    """
    spot = spot_of(material)
    inside = material.tree.children(spot.id)
    if not inside or is_thin(material):
        return None
    lines = [
        *({"place": material.place_ids[one.id]} for one in inside),
        {"spot": material.place_ids[spot.id]},
    ]
    names = [*(one.name for one in inside), f"{spot.name}, no nearer place named"]
    people = material.series("people", lines)
    grid = material.grid("passages", lines, [{"change": one} for one in DIRECTIONS])
    rows = tuple(
        (
            Cell(
                line=(name,), header=True, href=f"/places/{row['place']}" if "place" in row else ""
            ),
            Cell(line=(tellers,)),
            *(Cell(line=(one,)) for one in cells),
        )
        for name, row, tellers, cells in zip(names, lines, people, grid.cells, strict=True)
    )
    heads = (Head(text=CHANGE_WORDS[one], numeric=True, change=one.value) for one in DIRECTIONS)
    table = Table(
        caption=f"What is told in each place within {spot.name}",
        head=(Head(text="Place"), Head(text="People", numeric=True), *heads),
        rows=rows,
    )
    return Section(key="wards", title=f"Within {spot.name}", blocks=(table,))


def silent_places(material: Material) -> list[Spot]:
    """The smallest places within this one that nobody told of."""
    heard = set(material.place_of.tolist())
    spot = spot_of(material)
    return [
        one
        for one in (material.tree.spots[number] for number in material.tree.subtree(spot.id))
        if one.id != spot.id
        and not one.is_merged
        and not material.tree.children(one.id)
        and not heard.intersection(material.tree.subtree(one.id))
    ]


def silent_contracts(material: Material) -> list[Contract]:
    """The contracts that promise something here, and that nobody here speaks of."""
    return [
        one
        for one in promising(material)
        if not material.count(Wanted(show=Show.STORIES, contract=one.public_id)).stories
    ]


def missing_here(material: Material, *, most: int = MOST_SILENT) -> Section:
    """Who has not been heard: places nobody told of, contracts and promises nobody speaks of."""
    spot = spot_of(material)
    blocks: list[Block] = []
    silent = silent_places(material)
    holds = bool(material.tree.children(spot.id))
    if silent:
        named = [one.name for one in silent[:most]]
        more = len(silent) - len(named)
        rest = f", and {more:,} more" if more else ""
        blocks.append(paragraph(f"Nobody has told us anything from {and_list(named)}{rest}."))
    elif holds and material.heard.story.size:
        blocks.append(paragraph(f"Somebody has told us of each place within {spot.name}."))
    blocks.append(
        paragraph(
            "About ",
            material.figure("promises", stage=Stage.SILENT),
            " of ",
            material.figure("promises", "promises"),
            " nobody here has told us anything.",
        )
    )
    contracts = silent_contracts(material)
    if contracts:
        blocks.append(
            listed(
                *(
                    Item(
                        line=(f"Nobody here speaks of {one.title}.",),
                        note=(f"Contract with {one.supplier}",),
                        href=f"/contracts/{one.public_id}",
                    )
                    for one in contracts[:most]
                )
            )
        )
    return Section(key="missing", title="Who is missing", blocks=tuple(blocks))


def and_list(names: Sequence[str]) -> str:
    """Names as they are read aloud: "Ely, Caldmore and Batley"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def mix_of(material: Material) -> dict[Change, Figure]:
    """How often people say that something changed, in each direction; small ones left out."""
    figures = material.series("passages", [{"change": one} for one in DIRECTIONS])
    return dict(zip(DIRECTIONS, figures, strict=True))


def is_thin(material: Material) -> bool:
    """Whether so few people are heard that next to no number can be told."""
    return material.figure("people").number is None


SAYS = {
    Change.BETTER: "something got better",
    Change.WORSE: "something got worse",
    Change.NEED: "something is or was lacking",
}


def who_said_what(material: Material) -> Line:
    """Who told, and how often they say that something changed, in each direction.

    Where they are so few that next to no number can be told, words come before numbers.
    """
    mix, people = mix_of(material), material.figure("people")
    if people.number is None:
        told = [f"that {words}" for one, words in SAYS.items() if mix[one].number != 0]
        nobody = [f"that {words}" for one, words in SAYS.items() if mix[one].number == 0]
        said = f" They say {and_list(told)}." if told else ""
        none = f" Nobody says {' or '.join(nobody)}." if nobody else ""
        done = " Some of it tells only what was done." if mix[Change.ACTIVITY].number != 0 else ""
        return (f"Only a few people told us.{said}{none}{done}",)
    return line(
        counted(people, "person", "people"),
        " told us. They say ",
        counted(mix[Change.BETTER], "time", "times"),
        " that something got better, ",
        mix[Change.WORSE],
        " that something got worse, ",
        mix[Change.NEED],
        " that something is or was lacking, and ",
        mix[Change.ACTIVITY],
        " only what was done.",
    )


def who_says_worse(worse: Figure) -> Line:
    """How often people say that something got worse; noughts are said too."""
    if worse.number is None:
        return ("Some say that something got worse. ",)
    if worse.number == 0:
        return ("Nobody says that something got worse. ",)
    return line("People say ", counted(worse, "time", "times"), " that something got worse. ")


def speak_against(material: Material) -> Line:
    """How many promises people speak against; that nobody does, where nobody does."""
    against = material.figure("promises", stage=Stage.CONTRADICTED)
    if against.number == 0:
        return ("Nobody speaks against a promise.",)
    return line("They speak against ", counted(against, "promise", "promises"), ".")


def heard_from(material: Material) -> Line:
    """How many people told, in an easy sentence."""
    people = material.figure("people")
    if people.number == 0:
        return ("Nobody has told us yet.",)
    return line("We heard from ", counted(people, "person", "people"), ".")


def findings(writing: Writing, passages: Sequence[Passage]) -> Block | None:
    """What independent people found of these claims, as a list; None where there are none."""
    told = tell(writing.material, passages)
    items = [Item(told=writing.add(one), status=str(one.facts.get("finding", ""))) for one in told]
    return listed(*items) if items else None


def came_of(material: Material) -> CameOf:
    """What came of the stories of this report."""
    contracts = [one.key for one in promising(material)]
    return what_came_of(material.session, material.scope, material.heard.story, contracts)


def answered(material: Material, came: CameOf) -> list[Block]:
    """Who was answered, what was changed, whether it lasted, and what is agreed: in sentences."""
    few = material.smallest
    answers, lasted = came.answers, came.lasted
    if not (answers.answered or material.heard.story.size):
        said = [paragraph("Nobody told us, so nobody could be answered.")]
    elif not answers.answered:
        said = [paragraph("Nobody has answered those who told us yet. They are waiting to hear.")]
    else:
        said = [
            paragraph(
                "Answers went to ",
                _in_words(answers.answered, few, "story", "stories"),
                ". ",
                _in_words(answers.made, few, "change was", "changes were"),
                " made because of them, and ",
                _in_words(answers.planned, few, "is", "are"),
                " planned.",
            )
        ]
    if lasted.answered:
        said.append(
            paragraph(
                "Asked again some months later, ",
                _in_words(lasted.yes, few, "person says", "people say"),
                " that the change lasted, ",
                _in_words(lasted.partly, few),
                " that it lasted in part, and ",
                _in_words(lasted.no, few),
                " that it did not.",
            )
        )
    if came.agreed:
        said.append(
            paragraph(
                _in_words(came.agreed, 1, "action is", "actions are"),
                " agreed with suppliers here, and not done yet.",
            )
        )
    return list(said)


def _in_words(number: int, smallest: int, one: str = "", many: str = "") -> str:
    """A number that is no count of words or promises, so that nothing opens."""
    shown = FEW if is_small(number, smallest) else f"{number:,}"
    return f"{shown} {one if number == 1 and shown != FEW else many}".strip()


def told_changes(writing: Writing, came: CameOf) -> Block | None:
    """The newest changes that were told to those who asked for them; None where there are none."""
    items = [
        Item(
            told=writing.add(
                Told(story=str(one.story_id), facts={"change_told": change_sentence(one)})
            ),
            shows="change_told",
        )
        for one in came.told
        if one.answer.change_words
    ]
    return listed(*items) if items else None


def came_of_it(material: Material, writing: Writing) -> Section:
    """What was changed because of what people told here."""
    came = came_of(material)
    changes = told_changes(writing, came)
    return Section(
        key="came-of-it",
        title="What came of it",
        blocks=(*answered(material, came), *([changes] if changes else ())),
    )
