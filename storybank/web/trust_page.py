"""How far to trust the suggestions: figures of the model's makers and of this bank, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.codebook.models import Code
from storybank.codebook.queries import list_codes
from storybank.nlp.reading import Change
from storybank.nlp.scores import Counted, Part, Scores
from storybank.stories.rules import reading_scope
from storybank.tagging import queries
from storybank.tagging.learning import list_newest_layers
from storybank.tagging.models import ThemeLayer
from storybank.tagging.rules import FEWEST_DECISIONS, Decisions, all_together
from storybank.web.filters import plural
from storybank.web.matrix_picture import Picture, draw

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TOLD = {
    "better": "something got better",
    "need": "something is or was lacking",
    "worse": "something got worse",
    "activity": "something was done",
}
CALLED = {
    "better": "a change for the better",
    "need": "a need",
    "worse": "a change for the worse",
    "activity": "an activity",
}
FEWEST_WANTED = 5  # of a theme or a change, for a word on how weak the machine is at it
MOST_WEAK = 3
ORDERS = ("weakest", "codebook")


@dataclass(frozen=True)
class ThemeLine:
    """One theme: what was measured before it was shipped, and what people here decided."""

    name: str
    measured: Counted | None
    here: Decisions


@dataclass(frozen=True)
class ChangeLine:
    """What words tell of, and how often the machine called it each of the four changes."""

    change: str
    called: Mapping[str, int]
    part: Part


@dataclass(frozen=True)
class TrustPage:
    """Everything the page shows."""

    reader: str
    scores: Scores | None
    opening: str
    weaknesses: Sequence[str]
    here: Decisions
    stories_here: int
    here_in_words: str
    by_reader: Sequence[tuple[str, Decisions]]
    themes: Sequence[ThemeLine]
    order: str
    changes: Sequence[ChangeLine]
    changes_here: Sequence[ChangeLine]
    learnt: Sequence[tuple[str, ThemeLayer]]
    confused: Picture | None
    confused_here: Picture | None
    together: Picture | None
    together_in_sentences: Picture | None
    fewest: int = FEWEST_DECISIONS

    @property
    def measured_before(self) -> bool:
        """Whether the figures are of another reader than the one that reads now."""
        return self.scores is not None and self.scores.reader != self.reader

    @property
    def change_here(self) -> Part:
        """Of the confirmed suggestions whose first change is kept, those confirmed with it."""
        parts = [line.part for line in self.changes_here]
        return Part(sum(one.right for one in parts), sum(one.of for one in parts))


def gather(
    session: Session, actor: Actor, *, reader: str, scores: Scores | None, order: str
) -> TrustPage:
    """Gather the page, from a fixed number of queries over the stories the actor may read."""
    scope = reading_scope(actor)
    codes = list_codes(session)
    decisions = queries.decisions_on_suggestions(session, scope)
    added = queries.codes_added_by_people(session, scope)
    here = {
        code.key: all_together(
            [one for (code_id, _), one in decisions.items() if code_id == code.key]
        )
        + added.get(code.key, Decisions())
        for code in codes
    }
    names = {code.key: code.name for code in codes}
    all_here = all_together(here.values())
    return TrustPage(
        reader=reader,
        scores=scores,
        opening=_opening(scores.themes) if scores else "",
        weaknesses=_weaknesses(scores, codes) if scores else (),
        here=all_here,
        stories_here=queries.count_stories_decided(session, scope),
        here_in_words=_opening_here(all_here),
        by_reader=_by_reader(decisions),
        themes=_theme_lines(codes, scores, here, order),
        order=order,
        changes=_change_lines(scores.changes) if scores else (),
        changes_here=_change_lines_here(queries.changes_confirmed(session, scope)),
        learnt=_learnt(session),
        confused=_confused(scores, codes) if scores else None,
        confused_here=draw(
            "confused-here",
            "Themes people chose, and what the machine had suggested instead",
            names,
            queries.themes_taken_for_others(session, scope),
            says="{row}, taken for {column}: {count}",
        ),
        together=draw(
            "together",
            "Themes confirmed in the same story",
            names,
            queries.themes_told_together(session, scope),
            says="{row} with {column}: {count}",
            together=True,
        ),
        together_in_sentences=draw(
            "together-in-sentences",
            "Themes confirmed in the same sentence",
            names,
            queries.themes_told_together(session, scope, in_a_sentence=True),
            says="{row} with {column}: {count}",
            together=True,
        ),
    )


def of_ten(share: float) -> str:
    """A share as so many of ten, in words: "about six"."""
    tenths = round(10 * share)
    if tenths == 0:
        return "hardly any"
    if tenths == len(NUMBERS) - 1:
        return "all" if share == 1 else "nearly all"
    return f"about {NUMBERS[tenths]}"


def _opening(counted: Counted) -> str:
    if counted.precision is None or counted.recall is None:
        return ""
    right = of_ten(counted.precision)
    verb = "is" if right == "about one" else "are"
    return (
        f"Of ten suggestions the machine makes, {right} {verb} right, and it finds "
        f"{of_ten(counted.recall)} of ten things a careful reader would mark."
    )


def _opening_here(here: Decisions) -> str:
    if here.precision is None:
        return ""
    words = "Of ten suggestions that people here decided on, they confirmed "
    words += of_ten(here.precision)
    if here.recall is not None:
        words += f"; of ten codes they wanted, the machine had suggested {of_ten(here.recall)}"
    return f"{words}."


def _by_reader(decisions: Mapping[tuple[int, str], Decisions]) -> list[tuple[str, Decisions]]:
    """Decisions by the reader that made the suggestions, the latest names last."""
    readers = sorted({origin for _, origin in decisions})
    return [
        (reader, all_together([one for (_, origin), one in decisions.items() if origin == reader]))
        for reader in readers
    ]


def _theme_lines(
    codes: Sequence[Code], scores: Scores | None, here: Mapping[int, Decisions], order: str
) -> list[ThemeLine]:
    """A line a theme; a retired one only where somebody decided on it."""
    lines = [
        ThemeLine(code.name, scores.by_theme.get(code.slug) if scores else None, here[code.key])
        for code in codes
        if code.retired_at is None or here[code.key] != Decisions()
    ]
    if order == "codebook":
        return lines
    return sorted(lines, key=_strength)  # sorted keeps the codebook's order among equals


def _strength(line: ThemeLine) -> tuple[bool, float]:
    """The weakest first by what was measured; themes nobody measured come last."""
    f1 = line.measured.f1 if line.measured else None
    return f1 is None, f1 or 0.0


def _weaknesses(scores: Scores, codes: Sequence[Code]) -> list[str]:
    """What the machine is weakest at, a sentence each."""
    found = []
    measured = [
        (code.name, one)
        for code in codes
        if (one := scores.by_theme.get(code.slug)) and one.wanted >= FEWEST_WANTED
    ]
    measured.sort(key=lambda pair: pair[1].f1 or 0.0)
    found += [
        f"{name}: {one.right} of {one.suggested} suggestions are right, and {one.right} of "
        f"{one.wanted} things to be marked are found."
        for name, one in measured[:MOST_WEAK]
    ]
    changes = [line for line in _change_lines(scores.changes) if line.part.of >= FEWEST_WANTED]
    if changes:
        found.append(_weakest_change(min(changes, key=lambda line: line.part.share or 0.0)))
    missed = scores.themes.wanted - scores.themes.right
    found.append(
        f"What it leaves out: {missed} of {scores.themes.wanted} codes that a careful reader "
        "put on the test stories had no suggestion at all."
    )
    return found


def _weakest_change(line: ChangeLine) -> str:
    words = (
        f"What changed: where words tell that {TOLD[line.change]}, it said so {line.part.right} of "
        f"{plural(line.part.of, 'time')}"
    )
    others = {other: number for other, number in line.called.items() if other != line.change}
    most = max(others, key=lambda other: others[other])
    return (
        f"{words}; {others[most]} of them it took for {CALLED[most]}."
        if others[most]
        else (f"{words}.")
    )


def _change_lines(counts: Mapping[str, Mapping[str, int]]) -> list[ChangeLine]:
    return [
        ChangeLine(
            change, counts[change], Part(counts[change][change], sum(counts[change].values()))
        )
        for change in (one.value for one in Change)
    ]


def _change_lines_here(counts: Mapping[tuple[Change, Change], int]) -> list[ChangeLine]:
    """The same of this bank; none where of no confirmed suggestion the first change is kept."""
    if not counts:
        return []
    return _change_lines(
        {
            confirmed.value: {
                suggested.value: counts.get((confirmed, suggested), 0) for suggested in Change
            }
            for confirmed in Change
        }
    )


def _learnt(session: Session) -> list[tuple[str, ThemeLayer]]:
    """The newest layer of each theme, by the theme's place in the codebook."""
    found = sorted(list_newest_layers(session), key=lambda pair: (pair[1].position, pair[1].key))
    return [(code.name, layer) for layer, code in found]


def _confused(scores: Scores, codes: Sequence[Code]) -> Picture | None:
    keys = {code.slug: code.key for code in codes}
    counts = {
        (keys[wanted], keys[suggested]): count
        for (wanted, suggested), count in scores.confusion.items()
        if wanted in keys and suggested in keys
    }
    return draw(
        "confused",
        "Themes told of in the test stories, and what the machine suggested instead",
        {code.key: code.name for code in codes},
        counts,
        says="{row}, taken for {column}: {count}",
    )
