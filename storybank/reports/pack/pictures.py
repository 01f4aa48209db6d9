"""Pictures of a report: what each shows, as numbers, in words and in a table.

``renderers.pictures`` draws them. Their rows hold numbers and names of ours; a picture of what
people told holds only the places of these in the pack's ``told``. A number too small to be told is
None in the rows, and "a few" in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from storybank.codebook.models import Code
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Cell, Figure, Head, Picture, Table
from storybank.reports.pack.material import Grid, Material
from storybank.reports.pack.picture_words import say_directions, say_funnel, say_matrix
from storybank.reports.queries.numbers import FINDINGS
from storybank.reports.rules import Stage
from storybank.reports.rules.wanted import WAITING
from storybank.verification.models import Finding

DIRECTIONS = (Change.BETTER, Change.WORSE, Change.NEED, Change.ACTIVITY)
"""In the order in which they are shown."""
CHANGE_WORDS = {
    Change.BETTER: "Better",
    Change.WORSE: "Worse",
    Change.NEED: "Need",
    Change.ACTIVITY: "Activity",
}
STAGES = (
    (Stage.PROMISED, "promised", "Promised"),
    (Stage.DELIVERED, "delivered", "Something delivered"),
    (Stage.EVIDENCED, "evidenced", "People speak for it"),
    (Stage.VERIFIED, "verified", "Checked and upheld"),
    (Stage.CONTRADICTED, "against", "People speak against it"),
    (Stage.SILENT, "silent", "Nobody has told us"),
)

STEPS = {"before": "Before", "happened": "What happened", "now": "Now"}
"""The steps of a journey of change, as facts of what is told."""


def promise_funnel(
    material: Material,
    wanted: Mapping[str, Any] | None = None,
    *,
    key: str = "funnel",
    title: str = "How far the promises have come",
) -> Picture:
    """From promised to verified; what people speak against, and what nobody speaks of, beside.

    ``wanted`` narrows it, such as ``priority.wanted``.
    """
    narrowed = dict(wanted or {})
    found = {
        name: material.figure("promises", stage=stage, **narrowed) for stage, name, _ in STAGES
    }
    not_upheld = _not_upheld(material, narrowed)
    promised = found["promised"].number or 0
    rows = tuple(
        {"stage": name, "words": words, "number": found[name].number, "of": promised}
        for _, name, words in STAGES
    )
    last = {"stage": "not_upheld", "words": "Claims not upheld", "number": not_upheld.number}
    says = say_funnel(found, not_upheld)
    table = Table(
        caption=title,
        caption_hidden=True,
        head=(Head(text="Stage"), Head(text="Promises", numeric=True)),
        rows=(
            *(
                (Cell(line=(words,), header=True), Cell(line=(found[name],)))
                for _, name, words in STAGES
            ),
            (Cell(line=("Claims not upheld",), header=True), Cell(line=(not_upheld,))),
        ),
    )
    return Picture(
        key=key, drawing="funnel", title=title, says=says, data=(*rows, last), table=table
    )


def _not_upheld(material: Material, narrowed: Mapping[str, Any]) -> Figure:
    """Claims that were not upheld; not told where sentences beside the picture may not tell it.

    These tell the four findings, alone or with what waits. A number that one of them leaves out for
    a smaller one's sake would give that away.
    """
    four = [{**narrowed, "finding": one.value} for one in FINDINGS]
    several = (four, [*four, {**narrowed, "finding": WAITING}])
    at = FINDINGS.index(Finding.NOT_UPHELD)
    found = [material.series("claims", rows)[at] for rows in several]
    return next((one for one in found if one.number is None), found[0])


def themes_by_direction(
    material: Material,
    themes: Sequence[Code] | None = None,
    wanted: Mapping[str, Any] | None = None,
    *,
    key: str = "themes",
    title: str = "What changed, theme by theme",
    most: int = 10,
) -> Picture:
    """Passages of each theme by direction: better to the right, worse and need to the left.

    ``themes`` are those most people speak of, where none are given; ``most`` of them are shown.
    """
    narrowed = dict(wanted or {})
    shown = list(material.themes_heard() if themes is None else themes)
    if "group" in narrowed:
        shown = [one for one in shown if one.group == narrowed["group"]]
    narrowed.pop("item", None)  # a framework’s item narrows claims, not codings
    shown = shown[:most]
    lines = [{**narrowed, "theme": one.slug} for one in shown]
    grid = _grid(material, lines, [{"change": one} for one in DIRECTIONS])
    names = [one.name for one in shown]
    rows = tuple(
        {"name": name, **_numbers(cells)} for name, cells in zip(names, grid.cells, strict=True)
    )
    return Picture(
        key=key,
        drawing="themes",
        title=title,
        says=say_directions(names, grid, "Passages by theme and direction."),
        data=rows,
        table=_directions_table(title, "Theme", names, grid),
    )


def theme_by_place(
    material: Material,
    places: Sequence[int],
    themes: Sequence[Code] | None = None,
    wanted: Mapping[str, Any] | None = None,
    *,
    key: str = "theme-by-place",
    title: str = "What people speak of, place by place",
    most: int = 10,
) -> Picture:
    """How many passages speak of each theme in each place (row numbers, as in ``Tree``)."""
    shown = list(material.themes_heard() if themes is None else themes)[:most]
    spots = [material.tree.spots[one] for one in places]
    columns = [{"place": material.place_ids[one.id]} for one in spots]
    lines = [{**(wanted or {}), "theme": one.slug} for one in shown]
    grid = _grid(material, lines, columns)
    rows = tuple(
        {"theme": theme.name, "place": spot.name, "number": figure.number}
        for theme, cells in zip(shown, grid.cells, strict=True)
        for spot, figure in zip(spots, cells, strict=True)
    )
    table = Table(
        caption=title,
        caption_hidden=True,
        head=(Head(text="Theme"), *(Head(text=one.name, numeric=True) for one in spots)),
        rows=tuple(
            (Cell(line=(theme.name,), header=True), *(Cell(line=(one,)) for one in cells))
            for theme, cells in zip(shown, grid.cells, strict=True)
        ),
        empty="Nobody has spoken of any theme here yet.",
    )
    says = say_matrix([one.name for one in shown], [one.name for one in spots], grid)
    return Picture(key=key, drawing="matrix", title=title, says=says, data=rows, table=table)


def timeline(
    material: Material,
    wanted: Mapping[str, Any] | None = None,
    *,
    key: str = "timeline",
    title: str = "What was told, year by year",
    most: int = 10,
) -> Picture:
    """Passages by the year they were told in, and by direction; the last ``most`` years."""
    years = sorted({int(one) for one in material.year_of.tolist()} - {0})
    if years:
        years = list(range(years[0], years[-1] + 1))[-most:]
    undated = bool((material.year_of == 0).any())
    asked = [*years, *([0] if undated else [])]
    names = [str(one) if one else "Day not known" for one in asked]
    lines = [{**(wanted or {}), "year": one} for one in asked]
    grid = _grid(material, lines, [{"change": one} for one in DIRECTIONS])
    rows = tuple(
        {"name": name, **_numbers(cells)} for name, cells in zip(names, grid.cells, strict=True)
    )
    return Picture(
        key=key,
        drawing="timeline",
        title=title,
        says=say_directions(names, grid, "Passages by the year they were told in."),
        data=rows,
        table=_directions_table(title, "Year", names, grid),
    )


def timeline_of_person(
    told: Sequence[int],
    *,
    key: str = "person",
    title: str = "What one person told, over time",
) -> Picture:
    """What one person told, in their order; ``told`` are places in the pack's ``told``.

    Drawn of ``facts``: ``when``, ``title``, ``codes`` (pairs of theme and change).
    """
    rows = tuple((Cell(told=one, shows="when"), Cell(told=one, shows="title")) for one in told)
    return Picture(
        key=key,
        drawing="person",
        title=title,
        says="What one person told, the earliest first, and what changed.",
        data=tuple({"told": one} for one in told),
        table=Table(
            caption=title,
            caption_hidden=True,
            head=(Head(text="When"), Head(text="What was told")),
            rows=rows,
        ),
    )


def journey_of_change(
    told: int,
    *,
    parts: Collection[str] = tuple(STEPS),
    key: str = "journey",
    title: str = "How it changed",
) -> Picture:
    """Before, what happened, and now, of one story; ``told`` is its place in the pack's ``told``.

    Drawn of those ``facts`` that ``parts`` names: ``before``, ``happened``, ``now`` (passages in
    own words, covered). ``before_change`` and ``now_change`` say where one is not a need or better.
    """
    rows = (
        (Cell(line=(words,), header=True), Cell(told=told, shows=name))
        for name, words in STEPS.items()
        if name in parts
    )
    return Picture(
        key=key,
        drawing="journey",
        title=title,
        says="Before, what happened, and now, in the person’s own words.",
        data=({"told": told},),
        table=Table(
            caption=title,
            caption_hidden=True,
            head=(Head(text="Step"), Head(text="In their words")),
            rows=tuple(rows),
        ),
    )


def _grid(
    material: Material, lines: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]]
) -> Grid:
    """Passages of each line in each column; nothing where there is nothing to cross."""
    if not lines or not columns:
        return Grid([[] for _ in lines])
    return material.grid("passages", lines, columns)


def _numbers(cells: Sequence[Figure]) -> dict[str, int | None]:
    return {one.value: cell.number for one, cell in zip(DIRECTIONS, cells, strict=True)}


def _directions_table(title: str, first: str, names: Sequence[str], grid: Grid) -> Table:
    heads = (Head(text=CHANGE_WORDS[one], numeric=True, change=one.value) for one in DIRECTIONS)
    return Table(
        caption=title,
        caption_hidden=True,
        head=(Head(text=first), *heads),
        rows=tuple(
            (Cell(line=(name,), header=True), *(Cell(line=(one,)) for one in cells))
            for name, cells in zip(names, grid.cells, strict=True)
        ),
        empty="Nobody has said that anything changed yet.",
    )
