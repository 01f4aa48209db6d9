"""Pictures in words, for whoever does not see them: what they show, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storybank.reports.pack.blocks import Figure
from storybank.reports.pack.material import Grid


def say_funnel(found: Mapping[str, Figure], not_upheld: Figure) -> str:
    """How far promises have come, in words."""
    delivered, verified = found["delivered"], found["verified"]
    return (
        f"Of {_times(found['promised'], 'promise', 'promises')}, {delivered.shown} "
        f"{'has' if delivered.number == 1 else 'have'} something delivered, people speak for "
        f"{found['evidenced'].shown}, and {verified.shown} "
        f"{'was' if verified.number == 1 else 'were'} checked and upheld. People speak against "
        f"{found['against'].shown}. About {found['silent'].shown} nobody has told us. "
        f"{_times(not_upheld, 'claim was', 'claims were').capitalize()} not upheld."
    )


def say_directions(names: Sequence[str], grid: Grid, opening: str) -> str:
    """Lines by direction, in words: those with a number, and of whom no number is told."""
    said, few, nobody = [opening], [], []
    for name, cells in zip(names, grid.cells, strict=True):
        if any(one.number for one in cells):
            better, worse, need, activity = (one.shown for one in cells)
            said.append(
                f"{name}: {better} better, {worse} worse, {need} need, {activity} only what was "
                "done."
            )
        elif any(one.number is None for one in cells):
            few.append(name)
        else:
            nobody.append(name)
    if few and not nobody and len(said) == 1:
        return f"{opening} Only a few people speak of each, so no number is told."
    return " ".join([*said, *_others("Too few people for a number", few), *_nobody(nobody)])


def say_matrix(themes: Sequence[str], places: Sequence[str], grid: Grid) -> str:
    """A matrix in words: where anybody speaks of each theme."""
    said, nobody = ["Passages by theme and place."], []
    for theme, cells in zip(themes, grid.cells, strict=True):
        each = list(zip(places, cells, strict=True))
        spoken = [f"{place} {cell.shown}" for place, cell in each if cell.number]
        few = [place for place, cell in each if cell.number is None]
        if few:
            spoken.append(f"a few in {', '.join(few)}")
        if spoken:
            said.append(f"{theme}: {'; '.join(spoken)}.")
        else:
            nobody.append(theme)
    return " ".join([*said, *_nobody(nobody)])


def _others(words: str, names: Sequence[str]) -> list[str]:
    return [f"{words}: {', '.join(names)}."] if names else []


def _nobody(names: Sequence[str]) -> list[str]:
    return _others("Nobody", names)


def _times(figure: Figure, one: str, many: str) -> str:
    return f"{figure.shown} {one if figure.number == 1 else many}"
