"""What a report is made of, and the one place where its figures are counted.

``Material.figure`` counts and names what it counted in the same breath, so that a figure and the
words it opens cannot differ. A number of too few people is not told (``rules.small``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.codebook.models import Code
from storybank.codebook.queries import list_codes
from storybank.commitments.models import CommitmentChange, Contract
from storybank.commitments.queries import (
    Promise,
    delivered_of,
    list_contracts,
    list_plain_promises,
    lowerings_of,
    points_of,
)
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.frameworks.models import Framework
from storybank.intake.models import Purpose
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.places.queries import load_tree, public_ids_of
from storybank.places.rules import Tree
from storybank.reports.models import ReportChoice, ReportKind
from storybank.reports.pack.blocks import Figure
from storybank.reports.pack.priorities import Priorities, find_priorities
from storybank.reports.pack.untold import Key, giving_away
from storybank.reports.place.thread import list_charters
from storybank.reports.queries.budget import Within, delivered_within
from storybank.reports.queries.mattered import mattered_from
from storybank.reports.queries.numbers import (
    CHANGES,
    FINDINGS,
    KINDS,
    METHODS,
    NONE,
    STANCES,
    CodedRows,
    HeardRows,
    Ints,
    LinkedRows,
    coded_rows,
    day_of,
    heard_rows,
    in_pack,
    items_answered,
    linked_rows,
    names_of_bodies,
)
from storybank.reports.queries.remembered import State, remember, state_of
from storybank.reports.queries.senders import ids_of_bodies, sender_of
from storybank.reports.rules import (
    OF_A_PLACE,
    SMALLEST_GROUP,
    Asked,
    Show,
    Stage,
    Wanted,
    check_asked,
    days_overlap,
    hide_small,
    is_small,
    report_scope,
)
from storybank.stories.rules import Scope
from storybank.verification.models import Finding
from storybank.verification.queries import is_against
from storybank.verification.wording import Checked

COUNTED = ("people", "stories", "passages", "claims", "promises", "contracts")
"""What figures count. People, stories: of what is shown. Passages: coded. Claims: linked."""
ADDED_UP = frozenset({"people", "stories", "passages", "claims"})
"""Those of them that are of people, so that they may be too small to be told."""
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Counted:
    """A set of words, counted: ``passages`` are claims where claims were asked for."""

    people: int
    stories: int
    passages: int


class Kept(Protocol):
    """Passages that were taken back, and whose tellers agreed that they are still counted."""

    @property
    def theme(self) -> str:
        """The theme's name."""

    @property
    def change(self) -> Change:
        """What they said happened."""

    @property
    def year(self) -> int:
        """When they were told."""

    @property
    def passages(self) -> int:
        """How many."""


KeptCounts = Callable[[Session, Collection[int]], Sequence[Kept]]
"""Reads what is kept of the stories of these contracts, by theme, direction and year."""


def no_kept_counts(session: Session, contract_ids: Collection[int]) -> Sequence[Kept]:
    """Nothing is kept, or nobody asks."""
    return ()


@dataclass(frozen=True)
class Grid:
    """A table of figures whose small numbers, and their complements, are not told."""

    cells: Sequence[Sequence[Figure]]


class Material:
    """The stories, passages, claims and promises of one report, as numbers.

    Reads when first asked and keeps what it read. ``smallest`` is the fewest people whose number
    is told; 1 where whoever reads the report may read every story of it. ``choices`` are what was
    chosen for a draft. ``kept`` reads what is counted of words that were taken back
    (``rights.queries.list_kept_counts``, which is above this step: doors hand it in).
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        asked: Asked,
        *,
        smallest: int = SMALLEST_GROUP,
        choices: Sequence[ReportChoice] = (),
        kept: KeptCounts = no_kept_counts,
        public_url: str = "",
    ) -> None:
        check_asked(actor, asked)
        self.public_url = public_url
        self._kept = kept
        self.session, self.actor, self.asked = session, actor, asked
        self.scope: Scope = report_scope(actor, asked)
        self.smallest = 1 if asked.purpose is Purpose.CONTRACT_MANAGEMENT else smallest
        self.choices = tuple(choices)
        self.today = clock.today()
        self._figures: dict[tuple[str, Wanted], Figure] = {}
        self._counts: dict[Wanted, Counted] = {}
        self._told: set[Key] = set()
        self._hidden: set[Key] = set()
        self._left_out: frozenset[Key] = frozenset()

    # What it is about

    @cached_property
    def tree(self) -> Tree:
        """Every place."""
        return load_tree(self.session)

    @cached_property
    def places(self) -> frozenset[int]:
        """The place asked for and all that lies within it; empty where none was asked for."""
        place = self.asked.place
        return frozenset(self.tree.subtree(place.key)) if place is not None else frozenset()

    @cached_property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts of the report. A place's report has those of its stories besides.

        A budget has those that ran in its year.

        Raises:
            NotFound: the contract asked for is not the actor's to read.
        """
        asked = self.asked
        every = list_contracts(self.session, self.actor)
        found = tuple(
            one
            for one in every
            if (asked.contract is None or one.id == asked.contract.id)
            and (not asked.supplier or one.supplier == asked.supplier)
            and (not asked.department or one.department == asked.department)
            and (asked.framework is None or self._is_under_framework(one))
            and (
                asked.kind is not ReportKind.SOCIAL_VALUE_BUDGET
                or days_overlap(asked.period, one.starts_on, one.ends_on)
            )
        )
        if asked.contract is not None and not found:
            raise NotFound("There is no such contract, or it is not yours to read.")
        return found

    def _is_under_framework(self, contract: Contract) -> bool:
        assert self.asked.framework is not None
        if contract.framework_id == self.asked.framework.id:
            return True
        return contract.key in self._answering_contracts

    @cached_property
    def _answering_contracts(self) -> frozenset[int]:
        assert self.asked.framework is not None
        every = list_plain_promises(
            self.session, [one.key for one in list_contracts(self.session, self.actor)]
        )
        answering = self._answering(every)
        return frozenset(one.contract_id for one in every if one.key in answering)

    def _answering(self, promises: Sequence[Promise]) -> frozenset[int]:
        """Those of these promises that answer the framework asked for."""
        assert self.asked.framework is not None
        answered = items_answered(self.session, self.asked.framework.key)
        return frozenset(promise for promise, _ in answered) & {one.key for one in promises}

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """The promises of the report, contract by contract, those taken out too.

        Of a place: those of contracts that lie there; where it is told of as those who live there
        know it (``rules.OF_A_PLACE``), of larger places around it too. Of a framework: those that
        answer it.
        """
        contracts = self.contracts
        if self.places:
            lie_in = self.places | self._larger_places
            contracts = tuple(one for one in contracts if one.place_id in lie_in)
        promises = tuple(list_plain_promises(self.session, [one.key for one in contracts]))
        if self.asked.framework is None:
            return promises
        answering = self._answering(promises)
        return tuple(one for one in promises if one.key in answering)

    @cached_property
    def _larger_places(self) -> frozenset[int]:
        place = self.asked.place
        if place is None or self.asked.kind not in OF_A_PLACE:
            return frozenset()
        return frozenset(one.id for one in self.tree.path(place.key))

    @cached_property
    def charters(self) -> tuple[Framework, ...]:
        """The charters of the place asked for and of those around it, the nearest first."""
        place = self.asked.place
        if place is None or not can(self.actor, Action.READ_FRAMEWORK):
            return ()
        found = list_charters(self.session, self.actor, self.tree, place.key)
        return tuple(framework for framework, _ in found)

    @cached_property
    def contract_of(self) -> Mapping[int, Contract]:
        """Contracts by row number."""
        return {one.key: one for one in self.contracts}

    @cached_property
    def promise_of(self) -> Mapping[int, Promise]:
        """Promises by row number."""
        return {one.key: one for one in self.promises}

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """Every theme, in the codebook's order."""
        return tuple(list_codes(self.session))

    @cached_property
    def code_of(self) -> Mapping[int, Code]:
        """Themes by row number."""
        return {one.key: one for one in self.codes}

    @cached_property
    def priorities(self) -> Priorities:
        """What a page is given to each: of the framework asked for, else the nearest."""
        framework = self.asked.framework
        if framework is None and self.charters and self.asked.kind in OF_A_PLACE:
            framework = self.charters[0]
        return find_priorities(self.session, framework, self.promises, self.codes)

    @cached_property
    def lowered(self) -> Mapping[int, Sequence[CommitmentChange]]:
        """The approved lowerings of these promises, by promise: a report never forgets one."""
        return lowerings_of(self.session, [one.key for one in self.promises])

    @cached_property
    def delivered(self) -> Mapping[int, Any]:
        """What suppliers report as delivered, by promise, in the promise's own unit."""
        return dict(delivered_of(self.session, [one.key for one in self.promises]))

    @cached_property
    def delivered_within(self) -> Mapping[int, Within]:
        """What is reported of times that ended within the days of the report, by promise."""
        period = self.asked.period
        return delivered_within(self.session, [one.key for one in self.promises], period)

    @cached_property
    def points(self) -> Mapping[int, int]:
        """The newest points (0 to 5) of promises that are not counted, by promise."""
        return points_of(self.session, [one.key for one in self.promises])

    @cached_property
    def kept(self) -> Sequence[Kept]:
        """What is still counted of words that were taken back, in no other figure than its own."""
        return self._kept(self.session, [one.key for one in self.contracts])

    # What is in it, as numbers

    @cached_property
    def _state(self) -> State | None:
        return state_of(self.session)

    @cached_property
    def _which(self) -> tuple[Hashable, ...]:
        """What the stories of the report depend on, besides the state of the bank."""
        asked, contracts = self.asked, tuple(one.key for one in self.contracts)
        return (self.scope, contracts, asked.period, asked.purpose, self.places)

    @cached_property
    def heard(self) -> HeardRows:
        """Every story of the report."""
        return remember(self._state, ("heard", self._which), self._read_heard)

    def _read_heard(self) -> HeardRows:
        which = in_pack(
            self.scope,
            [one.key for one in self.contracts],
            self.asked.period,
            self.asked.purpose,
            of_many=True,
        )
        rows = heard_rows(self.session, which)
        if not self.places:
            return rows
        kept = _among(self._place_of(rows), self.places)
        story, person, contract, version, kind, day = (column[kept] for column in rows[:-1])
        texts = [rows.texts[at] for at in np.flatnonzero(kept)]
        return HeardRows(story, person, contract, version, kind, day, texts)

    @cached_property
    def coded(self) -> CodedRows:
        """Every confirmed coding of these stories."""
        heard = self.heard
        return remember(
            self._state, ("coded", self._which), lambda: coded_rows(self.session, heard)
        )

    @cached_property
    def linked(self) -> LinkedRows:
        """Every claim of these stories about these promises."""
        heard = self.heard
        rows = remember(
            self._state, ("linked", self._which), lambda: linked_rows(self.session, heard)
        )
        if not (self.places or self.asked.framework):
            return rows
        kept = _among(rows.commitment, self.promise_of)
        return LinkedRows(*(column[kept] for column in rows))

    @cached_property
    def people_of(self) -> Ints:
        """A number from 0 for the person of each story, by the story's place."""
        _, numbers = np.unique(self.heard.person, return_inverse=True)
        return numbers.astype(np.int64)

    @cached_property
    def place_of(self) -> Ints:
        """The place of each story by row number; NONE where nobody knows."""
        return self._place_of(self.heard)

    def _place_of(self, rows: HeardRows) -> Ints:
        """The place a story's own words name, else where its contract lies."""
        named = self.tree.place_of_each(set(rows.texts))
        lies_in = {one.key: one.place_id for one in self.contracts}
        found = (
            named.get(text) or lies_in.get(contract) or NONE
            for text, contract in zip(rows.texts, rows.contract.tolist(), strict=True)
        )
        return np.fromiter(found, dtype=np.int64, count=len(rows.texts))

    @cached_property
    def mattered_from(self) -> Ints:
        """Where each story answers what mattered most to its teller; NONE where nobody knows."""
        return mattered_from(self.session, self.heard)

    @cached_property
    def sender_of(self) -> Ints:
        """The organisation that sent each story in, by row number."""
        return sender_of(self.session, self.heard.story)

    @cached_property
    def sender_ids(self) -> Mapping[UUID, int]:
        """Row numbers of the organisations that sent these stories in, by public id."""
        return ids_of_bodies(self.session, set(np.unique(self.sender_of).tolist()))

    @cached_property
    def bodies(self) -> Mapping[int, str]:
        """The organisations that checked some claim of the report, by row number."""
        return names_of_bodies(self.session, set(np.unique(self.linked.verified_by).tolist()))

    @cached_property
    def year_of(self) -> Ints:
        """The year each story was told in; 0 where nobody wrote the day down."""
        days = self.heard.day.tolist()
        years = (date.fromordinal(one).year if one > 0 else 0 for one in days)
        return np.fromiter(years, dtype=np.int64, count=len(days))

    # Counting

    def figure(self, of: str, rest: str = "", **wanted: Any) -> Figure:
        """A figure with what it counts: ``figure("passages", change=Change.WORSE)``.

        ``of`` is one of ``COUNTED``; what is wanted are the fields of ``rules.Wanted``. Its number
        is None where it is of too few people to be told.
        """
        found = self.figure_of(of, self._wanted(of, wanted))
        return found.model_copy(update={"rest": rest}) if rest else found

    def figure_of(self, of: str, wanted: Wanted) -> Figure:
        """The same, of conditions that stand already."""
        key = (of, wanted)
        if key not in self._figures:
            self._figures[key] = self._count_as_figure(of, wanted)
        found = self._figures[key]
        if of in ADDED_UP:
            (self._hidden if found.number is None else self._told).add(key)
        return found

    def _wanted(self, of: str, wanted: Mapping[str, Any]) -> Wanted:
        return Wanted(**({"show": _SHOWN[of], **wanted}) if of in _SHOWN else wanted)

    def leave_out_more(self) -> bool:
        """Leave out what gives a number away that may not be told; whether anything did.

        Asked once a report is made. What it says is then to be made again.
        """
        more = giving_away(self, frozenset(self._told), frozenset(self._hidden)) - self._left_out
        self._left_out |= more
        self._told, self._hidden = set(), set()
        self._figures = {key: one for key, one in self._figures.items() if key not in more}
        return bool(more)

    def number_of(self, key: Key) -> int:
        """The number of a figure, whether or not it may be told."""
        of, counted = key[0], self.count(key[1])
        return {"people": counted.people, "stories": counted.stories}.get(of, counted.passages)

    def item_around(self, wanted: Wanted) -> Iterator[Wanted]:
        """The same of each item that holds the promises of the one named, the narrowest first."""
        answered = self.priorities.promises_of_item
        own = answered.get(wanted.item, frozenset()) if wanted.item else frozenset()
        wider = [one for one, promises in answered.items() if own < promises]
        for one in sorted(wider, key=lambda one: (len(answered[one]), str(one))):
            yield replace(wanted, item=one)

    def place_around(self, wanted: Wanted) -> Iterator[Wanted]:
        """The same of each place around the one named, the nearest first."""
        named = wanted.spot or wanted.place
        number = self._number_of_place.get(named) if named else None
        if number is None:
            return
        path = [one.id for one in self.tree.path(number)]
        if wanted.spot is None:
            path = [one for one in path if one != number]
        for one in sorted(path, key=lambda one: -len(self.tree.path(one))):
            yield replace(wanted, spot=None, place=self.place_ids[one])

    def _count_as_figure(self, of: str, wanted: Wanted) -> Figure:
        if of == "promises":
            number, people = len(self._promise_ids(wanted)), 0
        elif of == "contracts":
            number, people = len(self._contracts_at(wanted)), 0
        else:
            counted = self.count(wanted)
            people = counted.people
            number = {"people": people, "stories": counted.stories}.get(of, counted.passages)
        if is_small(people, self.smallest) or (of, wanted) in self._left_out:
            return Figure(number=None, of=of, counted=wanted.query())
        query = wanted.query()
        return Figure(number=number, of=of, behind=query if number else {}, counted=query)

    def count(self, wanted: Wanted) -> Counted:
        """People, stories and passages (or claims) that fulfil what is wanted, never left out."""
        if wanted not in self._counts:
            self._counts[wanted] = self._count(wanted)
        return self._counts[wanted]

    def _count(self, wanted: Wanted) -> Counted:
        if wanted.show is Show.STORIES:
            at = np.flatnonzero(self.story_mask(wanted))
            return Counted(self.people_at(at), int(at.size), 0)
        if wanted.show is Show.LINKED:
            at = self.linked.at[self.linked_mask(wanted)]
            return Counted(self.people_at(at), _different(at), int(at.size))
        mask = self.coded_mask(wanted)
        at = self.coded.at[mask]
        return Counted(self.people_at(at), _different(at), _different(self._passage_of[mask]))

    def people_at(self, at: Ints) -> int:
        """How many different people the stories at these places are of."""
        return _different(self.people_of[at])

    @cached_property
    def _passage_of(self) -> Ints:
        """A number from 0 for the passage of each coding."""
        _, numbers = np.unique(self.coded.segment, return_inverse=True)
        return numbers.astype(np.int64)

    def grid(
        self,
        of: str,
        rows: Sequence[Mapping[str, Any]],
        columns: Sequence[Mapping[str, Any]],
    ) -> Grid:
        """Figures of every row crossed with every column.

        Small numbers are left out with their complements.
        """
        counts = [[self._counted(of, {**row, **column}) for column in columns] for row in rows]
        people = [[one.people for one in line] for line in counts]
        hidden = hide_small(people, self.smallest)
        return Grid(
            [
                [
                    self._cell(of, {**row, **column}, hide=hidden[y][x])
                    for x, column in enumerate(columns)
                ]
                for y, row in enumerate(rows)
            ]
        )

    def series(self, of: str, rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
        """Figures that add up to a total told elsewhere: small ones go with one complement."""
        people = [[self._counted(of, row).people] for row in rows]
        hidden = hide_small(people, self.smallest)
        return [self._cell(of, row, hide=one[0]) for row, one in zip(rows, hidden, strict=True)]

    def _counted(self, of: str, wanted: Mapping[str, Any]) -> Counted:
        return self.count(self._wanted(of, wanted))

    def _cell(self, of: str, wanted: Mapping[str, Any], *, hide: bool) -> Figure:
        asked = self._wanted(of, wanted)
        if not hide:
            return self.figure_of(of, asked)
        if of in ADDED_UP:
            self._hidden.add((of, asked))
        return Figure(number=None, of=of, counted=asked.query())

    # Which rows

    def story_mask(self, wanted: Wanted) -> Mask:
        """Which stories lie within what is wanted of stories: contract, place, year, kind."""
        heard = self.heard
        mask = np.ones(heard.story.size, dtype=bool)
        if wanted.contract or wanted.supplier is not None or wanted.department is not None:
            ids = [one.key for one in self._contracts_at(wanted)]
            mask &= _among(heard.contract, ids)
        if wanted.place:
            mask &= _among(self.place_of, self._within(wanted.place))
        if wanted.spot:
            mask &= _among(self.place_of, self._itself(wanted.spot))
        if wanted.year is not None:
            mask &= self.year_of == wanted.year
        if wanted.sender is not None:
            mask &= self.sender_of == self.sender_ids.get(wanted.sender, NONE)
        if wanted.prompt is not None:
            mask &= self.mattered_from != NONE
        if wanted.kind is not None:
            mask &= heard.kind == KINDS.index(wanted.kind)
        return mask

    def coded_mask(self, wanted: Wanted) -> Mask:
        """Which codings fulfil what is wanted."""
        coded = self.coded
        mask = self.story_mask(wanted)[coded.at]
        if wanted.theme is not None or wanted.group is not None:
            codes = [
                one.key
                for one in self.codes
                if wanted.theme in (None, one.slug) and wanted.group in (None, one.group)
            ]
            mask &= _among(coded.code, codes)
        if wanted.change is not None:
            mask &= coded.change == CHANGES.index(wanted.change)
        if wanted.prompt is not None:
            mask &= coded.start >= self.mattered_from[coded.at]
        return mask

    def linked_mask(self, wanted: Wanted) -> Mask:
        """Which claims fulfil what is wanted."""
        linked = self.linked
        mask = self.story_mask(wanted)[linked.at]
        if _narrows(wanted):
            mask &= _among(linked.commitment, self._narrowed(self._every_promise, wanted))
        if wanted.prompt is not None:
            mask &= (linked.newest == 1) & (linked.start >= self.mattered_from[linked.at])
        if wanted.stance is not None:
            mask &= linked.stance == STANCES.index(wanted.stance)
        if wanted.finding == "waiting":
            mask &= linked.finding == NONE
        elif wanted.finding == "checked":
            mask &= linked.finding != NONE
        elif wanted.finding is not None:
            mask &= linked.finding == FINDINGS.index(Finding(wanted.finding))
        return mask

    def promises_at(self, wanted: Wanted) -> list[Promise]:
        """The promises that fulfil what is wanted, in their order."""
        ids = self._promise_ids(wanted)
        return [one for one in self.promises if one.key in ids] if ids else []

    def _promise_ids(self, wanted: Wanted) -> frozenset[int]:
        """The promises that fulfil what is wanted, by row number."""
        if wanted.stage is Stage.DELIVERED_WITHIN:
            stage = self._at_stage[Stage.PROMISED] & self.delivered_within.keys()
        else:
            stage = self._at_stage[wanted.stage or Stage.PROMISED]
        ids = self._narrowed(stage, wanted)
        if wanted.contract or wanted.supplier is not None or wanted.department is not None:
            of_contract = self._of_contract
            none = frozenset[int]()
            contracts = self._contracts_at(wanted)
            ids &= none.union(*(of_contract.get(one.key, none) for one in contracts))
        if wanted.place is not None:
            lies_in = frozenset(self._within(wanted.place))
            ids = frozenset(
                one
                for one in ids
                if self.contract_of[self.promise_of[one].contract_id].place_id in lies_in
            )
        return ids

    def _narrowed(self, ids: frozenset[int], wanted: Wanted) -> frozenset[int]:
        """Those of these promises that answer an item, are meant for a group, or are the one."""
        if wanted.item is not None:
            ids = self.priorities.promises_of_item.get(wanted.item, frozenset()) & ids
        if wanted.group is not None:
            ids = self.priorities.promises_of_group.get(wanted.group, frozenset()) & ids
        if wanted.promise is not None:
            ids &= {self._number_of_promise.get(wanted.promise, NONE)}
        if wanted.unit is not None:
            ids = self._counted_in.get(wanted.unit, frozenset()) & ids
        if wanted.whom is not None:
            ids &= self._meant_for.get(wanted.whom, frozenset())
        return ids

    @cached_property
    def _of_contract(self) -> Mapping[int, frozenset[int]]:
        """Promises by their contract, by row number."""
        found: dict[int, set[int]] = {}
        for one in self.promises:
            found.setdefault(one.contract_id, set()).add(one.key)
        return {contract: frozenset(ids) for contract, ids in found.items()}

    @cached_property
    def _counted_in(self) -> Mapping[str, frozenset[int]]:
        """Promises by what they count."""
        found: dict[str, set[int]] = {}
        for one in self.promises:
            found.setdefault(one.unit, set()).add(one.key)
        return {unit: frozenset(ids) for unit, ids in found.items()}

    @cached_property
    def _meant_for(self) -> Mapping[str, frozenset[int]]:
        """Promises by the words for whom they are meant."""
        found: dict[str, set[int]] = {}
        for one in self.promises:
            found.setdefault(one.beneficiaries.strip(), set()).add(one.key)
        return {whom: frozenset(ids) for whom, ids in found.items()}

    @cached_property
    def _every_promise(self) -> frozenset[int]:
        return frozenset(self.promise_of)

    @cached_property
    def _at_stage(self) -> Mapping[Stage, frozenset[int]]:
        """The promises at each stage, by row number."""
        stand = [one.key for one in self.promises if one.withdrawn_on is None]
        heard = {one: self.heard_of.get(one, NOT_HEARD) for one in stand}
        return {
            Stage.PROMISED: frozenset(stand),
            Stage.DELIVERED: frozenset(stand) & (self.delivered.keys() | self.points.keys()),
            Stage.EVIDENCED: frozenset(one for one in stand if heard[one].supporting),
            Stage.VERIFIED: frozenset(one for one in stand if heard[one].verified),
            Stage.CONTRADICTED: frozenset(one for one in stand if heard[one].contradicting),
            Stage.SILENT: frozenset(one for one in stand if heard[one] == NOT_HEARD),
            Stage.LOWERED: frozenset(stand) & self.lowered.keys(),
            Stage.WITHDRAWN: self._every_promise - frozenset(stand),
        }

    @cached_property
    def _number_of_promise(self) -> Mapping[UUID, int]:
        return {one.public_id: one.key for one in self.promises}

    @cached_property
    def heard_of(self) -> Mapping[int, HeardOf]:
        """How much is said of each promise that anybody speaks of."""
        linked = self.linked
        upheld = np.isin(
            linked.finding,
            [FINDINGS.index(Finding.UPHELD), FINDINGS.index(Finding.PARTLY_UPHELD)],
        )
        supports = linked.stance == STANCES.index(Stance.SUPPORTS)
        promises, at = np.unique(linked.commitment, return_inverse=True)
        masks = (supports, ~supports, supports & upheld, linked.finding != NONE)
        counts = [np.bincount(at[mask], minlength=promises.size).tolist() for mask in masks]
        return {
            promise: HeardOf(*numbers)
            for promise, *numbers in zip(promises.tolist(), *counts, strict=True)
        }

    def _contracts_at(self, wanted: Wanted) -> list[Contract]:
        return [
            one
            for one in self.contracts
            if wanted.contract in (None, one.public_id)
            and wanted.supplier in (None, one.supplier)
            and wanted.department in (None, one.department)
        ]

    def _itself(self, place: UUID) -> list[int]:
        """A place and other records of it, without what lies within it."""
        number = self._number_of_place.get(place)
        if number is None:
            return []
        lies_within = {
            below for child in self.tree.children(number) for below in self.tree.subtree(child.id)
        }
        return [one for one in self.tree.subtree(number) if one not in lies_within]

    def _within(self, place: UUID) -> list[int]:
        number = self._number_of_place.get(place)
        return self.tree.subtree(number) if number is not None else []

    @cached_property
    def place_ids(self) -> Mapping[int, UUID]:
        """Public ids of places by row number."""
        return public_ids_of(self.session, list(self.tree.spots))

    @cached_property
    def _number_of_place(self) -> Mapping[UUID, int]:
        return {public: number for number, public in self.place_ids.items()}

    # What stands beside a claim

    def checked(self, wanted: Wanted | None = None) -> Checked:
        """What independent people found of these claims, how and when; bodies, not persons."""
        linked = self.linked
        mask = self.linked_mask(wanted or Wanted(show=Show.LINKED)) & (linked.finding != NONE)
        findings = _times(linked.finding[mask], len(FINDINGS))
        methods = _times(linked.method[mask], len(METHODS))
        days = linked.checked_day[mask]
        known = days[days > 0]
        # Each finding on words of each stance, counted at once.
        pairs = linked.finding[mask] * len(STANCES) + linked.stance[mask]
        times = _times(pairs, len(FINDINGS) * len(STANCES))
        against = sum(
            number
            for pair, number in times.items()
            if is_against(FINDINGS[pair // len(STANCES)], STANCES[pair % len(STANCES)])
        )
        bodies = set(np.unique(linked.verified_by[mask]).tolist())
        return Checked(
            {FINDINGS[one]: number for one, number in findings.items()},
            {METHODS[one]: number for one, number in methods.items()},
            frozenset(("", self.bodies[one]) for one in bodies if one in self.bodies),
            day_of(int(known.min())) if known.size else None,
            day_of(int(known.max())) if known.size else None,
            against,
        )

    def days(self, at: Ints | None = None) -> tuple[date | None, date | None]:
        """The first and the last day that these stories were told on, as far as anybody knows."""
        known = self.heard.day if at is None else self.heard.day[at]
        known = known[known > 0]
        if not known.size:
            return None, None
        return day_of(int(known.min())), day_of(int(known.max()))

    def themes_heard(self) -> list[Code]:
        """Every theme that somebody spoke of, the theme of most people first."""
        spoken = set(np.unique(self.coded.code).tolist())
        people = {
            one.key: self.count(Wanted(theme=one.slug)).people
            for one in self.codes
            if one.key in spoken
        }
        return sorted(
            (one for one in self.codes if one.key in people), key=lambda one: -people[one.key]
        )


def _among(values: Ints, wanted: Iterable[int]) -> Mask:
    """Which of these row numbers are among the wanted ones; NONE never is."""
    known = np.zeros(int(values.max(initial=0)) + 2, dtype=bool)
    ids = np.fromiter(wanted, dtype=np.int64)
    known[ids[(ids >= 0) & (ids < known.size - 1)]] = True
    found: Mask = known[values]  # NONE reads the last place, which stays empty
    return found


@dataclass(frozen=True)
class HeardOf:
    """How many claims are made about a promise; ``verified``: for it, and upheld, at least partly.

    ``checked``: for it or against it, with any finding.
    """

    supporting: int
    contradicting: int
    verified: int
    checked: int


NOT_HEARD = HeardOf(0, 0, 0, 0)


def _times(numbers: Ints, width: int) -> dict[int, int]:
    """How often each number below ``width`` stands there, those that do."""
    counts = np.bincount(numbers, minlength=width).tolist()
    return {one: number for one, number in enumerate(counts) if number}


def _different(numbers: Ints) -> int:
    """How many different numbers these are; none is below nought."""
    if not numbers.size:
        return 0
    seen = np.zeros(int(numbers.max()) + 1, dtype=bool)
    seen[numbers] = True
    return int(np.count_nonzero(seen))


def _narrows(wanted: Wanted) -> bool:
    """Whether something is wanted of the promise that a claim is about."""
    found = (wanted.promise, wanted.item, wanted.group, wanted.unit, wanted.whom)
    return any(one is not None for one in found)


_SHOWN = {
    "people": Show.STORIES,
    "stories": Show.STORIES,
    "passages": Show.CODED,
    "claims": Show.LINKED,
}
