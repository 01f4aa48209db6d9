"""The social value budget: a year of every department, in figures and in its own words (N32, N88).

Money stands in it only as somebody entered it, with all that they said of it; it is never added
up, never worked out, and never set against anything (N20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from storybank.accounts.queries import names_of
from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.nlp.reading import Change
from storybank.reports.models import BudgetNarrative, MoneyFigure
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    EasyLine,
    Facts,
    Figure,
    Head,
    Line,
    Listed,
    Pack,
    Section,
    Strip,
    Table,
    Told,
    Voice,
    Warned,
)
from storybank.reports.pack.kinds.budget_parts import (
    adds_up_table,
    money_table,
    opening,
    promises_table,
)
from storybank.reports.pack.kinds.easy_parts import easy_lines
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.who_told import speak_against, who_said_what
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import find_missing
from storybank.reports.pack.pictures import promise_funnel
from storybank.reports.pack.promised import lowered_list
from storybank.reports.pack.voices import pick_voices, tell_each
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of, day_words, plural
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.queries.budget import list_money, list_narratives, newest_narratives
from storybank.reports.rules import Show, Stage, Wanted
from storybank.reports.rules.budget import is_whole_year, year_asked, year_words

QUESTION = "What did each department promise and do this year, and whom did it reach?"
NO_DEPARTMENT = "No department written down"
NOT_WRITTEN = "Not written yet"
MOST_VOICES = 12
CHANGES = (Change.BETTER, Change.WORSE, Change.NEED, Change.ACTIVITY)
COLUMNS = (Stage.PROMISED, Stage.DELIVERED_WITHIN, Stage.EVIDENCED, Stage.VERIFIED)


@dataclass(frozen=True)
class Department:
    """One department of the statement; ``narrative`` is None until somebody wrote it."""

    name: str
    contracts: Sequence[Contract]
    promises: Sequence[Promise]
    narrative: BudgetNarrative | None
    money: Sequence[MoneyFigure]

    @property
    def called(self) -> str:
        """Its name; or that there is none."""
        return self.name or NO_DEPARTMENT


class Statement:
    """What the statement is written from."""

    def __init__(self, material: Material) -> None:
        self.material, self.writing = material, Writing(material)
        self.year = year_asked(material.asked.period, material.today)

    @cached_property
    def departments(self) -> tuple[Department, ...]:
        """Every department that had a contract in the year, or wrote of it, by name."""
        material = self.material
        written = newest_narratives(list_narratives(material.session, material.actor, self.year))
        entered = list_money(material.session, material.actor, self.year)
        names = {one.department for one in material.contracts}
        if not material.asked.department:
            names |= written.keys()
        return tuple(
            Department(
                name,
                contracts := [one for one in material.contracts if one.department == name],
                self._promises(contracts),
                written.get(name),
                [one for one in entered if one.department == name and one.taken_out_at is None],
            )
            for name in sorted(names, key=lambda one: (not one, one.casefold()))
        )

    def _promises(self, contracts: Sequence[Contract]) -> list[Promise]:
        ids = {one.key for one in contracts}
        return [one for one in self.material.promises if one.contract_id in ids]

    @cached_property
    def mix(self) -> dict[str, Sequence[Figure]]:
        """What passages say happened, by department; small numbers go with their complements."""
        rows = [{"department": one.name} for one in self.departments]
        columns = [{"change": one} for one in CHANGES]
        cells = self.material.grid("passages", rows, columns).cells if rows else ()
        return {one.name: found for one, found in zip(self.departments, cells, strict=True)}

    @cached_property
    def voices(self) -> dict[str, list[Told]]:
        """Words to be read out, by department: better and worse by turns."""
        material, found = self.material, dict[str, list[Told]]()
        passages = pick_voices(material, MOST_VOICES)
        for one, told in zip(passages, tell_each(material, passages), strict=True):
            contract = material.contract_of.get(int(material.heard.contract[one.at]))
            if contract is not None and told is not None and told.words:
                found.setdefault(contract.department, []).append(told)
        return found

    @cached_property
    def writers(self) -> dict[int, str]:
        """Who wrote the narratives, by row number."""
        ids = [one.narrative.written_by_id for one in self.departments if one.narrative]
        return dict(names_of(self.material.session, ids))


def missing_narratives(material: Material) -> list[str]:
    """The departments that have not said yet what their year was: it cannot be issued so."""
    return [one.called for one in Statement(material).departments if one.narrative is None]


def build(material: Material) -> Pack:
    """The statement of one financial year."""
    statement = Statement(material)
    sections = [
        _across(statement),
        *(_department(statement, number, one) for number, one in _numbered(statement)),
        _lowered(material),
        _method(statement),
    ]
    return statement.writing.finish(
        question=QUESTION,
        title=_title(statement),
        front=(_answer(statement), _year(statement)),
        sections=sections,
        easy=_easy(statement),
        warnings=[*_blocks(statement), *warn(material)],
    )


def _title(statement: Statement) -> str:
    asked = statement.material.asked
    of = f": {asked.department}" if asked.department else ""
    return asked.title or f"Social value budget{of}, {year_words(statement.year)}"


def _numbered(statement: Statement) -> Sequence[tuple[int, Department]]:
    return list(enumerate(statement.departments, start=1))


# The first page


def _answer(statement: Statement) -> Section:
    material, figure = statement.material, statement.material.figure
    contracts = counted(figure("contracts"), "contract", "contracts")
    lowered = figure("promises", stage=Stage.LOWERED)
    departments = plural(len(statement.departments), "department")
    strip = Strip(
        figures=(
            (figure("promises", stage=Stage.PROMISED), "promises stood in this year"),
            (figure("promises", stage=Stage.DELIVERED_WITHIN), "had something delivered in it"),
            (figure("promises", stage=Stage.EVIDENCED), "have people who speak for them"),
            (figure("promises", stage=Stage.VERIFIED), "were checked and upheld"),
        )
    )
    return Section(
        key="answer",
        title=f"The year {year_words(statement.year)}",
        blocks=(
            paragraph(contracts, f" of {departments} ran in this year. ", role="lead"),
            paragraph(*who_said_what(material), role="lead"),
            strip,
            paragraph(
                *speak_against(material),
                " Of ",
                figure("promises", stage=Stage.SILENT),
                " nobody has told us anything. ",
                lowered,
                f" {'was' if lowered.number == 1 else 'were'} lowered since they were made.",
            ),
        ),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
    )


def _year(statement: Statement) -> Section:
    """The statement itself: each department's figures beside its own words."""
    figure = statement.material.figure
    heads = ("Promised", "Delivered", "Evidenced", "Verified")
    rows = []
    for number, one in _numbered(statement):
        stages = [figure("promises", department=one.name, stage=stage) for stage in COLUMNS]
        rows.append(
            (
                Cell(line=(one.called,), header=True, href=f"#department-{number}"),
                *(Cell(line=(found,)) for found in stages),
                Cell(line=(opening(one.narrative.words) if one.narrative else NOT_WRITTEN,)),
            )
        )
    table = Table(
        caption="Promises by department, and what it says of its year",
        head=(
            Head(text="Department"),
            *(Head(text=one, numeric=True) for one in heads),
            Head(text="What it says of its year"),
        ),
        rows=tuple(rows),
        empty="No contract ran in this year.",
    )
    says = paragraph(
        "Promises that something was delivered for in the year, that people speak for, and of "
        "which somebody independent upheld what they say.",
        role="note",
    )
    return Section(key="statement", title="Department by department", blocks=(table, says))


def _across(statement: Statement) -> Section:
    """How far promises have come, and what people say, over all departments."""
    material = statement.material
    table = Table(
        caption="Passages by department, and what they say happened",
        head=(
            Head(text="Department"),
            *(Head(text=one.value.capitalize(), numeric=True, change=one.value) for one in CHANGES),
        ),
        rows=tuple(
            (
                Cell(line=(one.called,), header=True),
                *(Cell(line=(figure,)) for figure in statement.mix[one.name]),
            )
            for one in statement.departments
        ),
        empty="No contract ran in this year.",
    )
    blocks: tuple[Block, ...] = (
        promise_funnel(material, title="How far the promises of the year have come"),
        table,
    )
    return Section(
        key="across",
        title="Over all departments",
        blocks=blocks,
        basis=basis_of(material, Wanted()),
        new_page=True,
    )


# A department


def _department(statement: Statement, number: int, one: Department) -> Section:
    blocks: list[Block] = [*_narrative(statement, one), _committed(statement, one)]
    sections = (
        _in_kind(statement, number, one),
        _told(statement, number, one),
        *_money(number, one),
    )
    return Section(
        key=f"department-{number}",
        title=one.called,
        blocks=tuple(blocks),
        sections=sections,
        new_page=True,
    )


def _narrative(statement: Statement, one: Department) -> list[Block]:
    if one.narrative is None:
        words = "This department has not said yet what its year was. The statement waits for it."
        return [paragraph(words, role="warning")]
    said = [part.strip() for part in one.narrative.words.split("\n") if part.strip()]
    writer = statement.writers.get(one.narrative.written_by_id or 0, "the department")
    on = day_words(one.narrative.created_at.date())
    return [
        *(paragraph(part) for part in said),
        paragraph(f"Written by {writer} on {on}.", role="note"),
    ]


def _committed(statement: Statement, one: Department) -> Facts:
    figure = statement.material.figure
    committed = one.narrative.committed.strip() if one.narrative else ""
    facts: list[tuple[str, Line]] = [
        ("Resources committed", (committed or "Nothing is written down.",)),
        ("Contracts in the year", (figure("contracts", department=one.name),)),
        ("Stories", (figure("stories", department=one.name),)),
        ("From people", (figure("people", department=one.name),)),
    ]
    return Facts(facts=tuple(facts))


def _in_kind(statement: Statement, number: int, one: Department) -> Section:
    """What was promised and delivered, in kind and number."""
    material = statement.material
    blocks: list[Block] = []
    if not any(promise.withdrawn_on is None for promise in one.promises):
        blocks.append(paragraph("No promise of this department stood in the year."))
    else:
        blocks += [*adds_up_table(material, one.name, one.promises, one.called)]
        blocks += [*promises_table(material, one.promises, one.called)]
    return Section(
        key=f"department-{number}-promises",
        title=f"Promised and delivered: {one.called}",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted(show=Show.LINKED, department=one.name))
        if one.promises
        else None,
    )


def _told(statement: Statement, number: int, one: Department) -> Section:
    """What people say changed, and voices."""
    better, worse, need, activity = statement.mix[one.name]
    told = [statement.writing.add(each) for each in statement.voices.get(one.name, [])]
    if any(figure.number != 0 for figure in (better, worse, need, activity)):
        says = paragraph(
            "People say ",
            counted(better, "time", "times"),
            " that something got better, ",
            worse,
            " that something got worse, ",
            need,
            " that something is or was lacking, and ",
            activity,
            " only what was done, with no change.",
        )
    else:
        says = paragraph("Nobody has told us what changed: not better, not worse, not lacking.")
    return Section(
        key=f"department-{number}-told",
        title=f"What people say: {one.called}",
        blocks=(says, *(Voice(told=each, small=True) for each in told)),
        basis=basis_of(statement.material, Wanted(department=one.name)),
    )


def _money(number: int, one: Department) -> list[Section]:
    if not one.money:
        return []
    return [
        Section(
            key=f"department-{number}-money",
            title=f"Amounts of money: {one.called}",
            blocks=(
                paragraph(
                    "Storybank works out no money. These amounts were entered by the department, "
                    "and each is worth what its method and its caveat let it be worth. They are "
                    "not added up.",
                    role="note",
                ),
                money_table(one.money, one.called),
            ),
        )
    ]


# The end


def _lowered(material: Material) -> Section:
    found: Listed | None = lowered_list(material)
    blocks: tuple[Block, ...] = (
        (found,)
        if found is not None
        else (paragraph("No promise was lowered, put off or taken out since it was made."),)
    )
    return Section(key="lowered", title="What was lowered", blocks=blocks, new_page=True)


def _method(statement: Statement) -> Section:
    year = year_words(statement.year)
    return Section(
        key="method",
        title="How this statement is made",
        blocks=(
            listed(
                f"It is about contracts that ran on some day from {year}, and about stories told "
                "in these days, as far as somebody wrote the day down.",
                "A promise is counted once, however much it promises. Delivered in the year means "
                "that its supplier reports something for a time that ended in the year.",
                "Amounts are added up only where promises of one department count the same thing "
                "in the same words. Shares and points are never added up, and nothing is added "
                "across units.",
                "What a department says is its own account, and is not checked by anybody "
                "independent. What people say stands beside it.",
            ),
        ),
    )


def _blocks(statement: Statement) -> list[Warned]:
    """What must be put right before the statement can be issued."""
    found = []
    if not is_whole_year(statement.material.asked.period):
        found.append(
            Warned(
                key="blocks:year",
                words="This statement is of a financial year, from 1 April to 31 March. Choose "
                "the year under Social value budget.",
                href="/budget",
            )
        )
    missing = [one.called for one in statement.departments if one.narrative is None]
    if missing:
        found.append(
            Warned(
                key="blocks:narrative",
                words=f"{', '.join(missing)}: nobody has said yet what the year was. The "
                "statement cannot be issued until each department has.",
                href=f"/budget/{statement.year}",
            )
        )
    if not statement.departments:
        found.append(
            Warned(
                key="blocks:nothing",
                words="No contract that you may read ran in this year.",
                href="/budget",
            )
        )
    return found


def _easy(statement: Statement) -> tuple[EasyLine, ...]:
    material = statement.material
    within = counted(
        material.figure("promises", stage=Stage.DELIVERED_WITHIN), "promise", "promises"
    )
    worked = EasyLine(sign="activity", line=line("Work was done on ", within, " this year."))
    return (*easy_lines(material, find_missing(material)), worked)
