"""The first page of a pack in easy words: big type, one idea a line, a sign beside each.

Only our own sentences stand in it (``Pack.easy``), and no word of a story.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from storybank.reports.pack.blocks import EasyLine, Pack, plain_text
from storybank.reports.renderers.signs import SIGNS

EXPLAINED = {
    "promise": ("promise", "A promise is a thing that a firm or a group said it would do."),
    "check": ("checked", "Checked means that somebody else looked to see if it is true."),
    "need": ("need", "A need is a thing that people do not have yet."),
    "missing": ("missing", "Missing means that we have not heard from these people."),
}
"""Words that are explained where their sign is used: the word, and what it means."""
STORY = "A story is what a person told us about their life, in their own words."
FEW = "“A few” means fewer than we may say. We do this so that nobody can guess who it is."


def easy_read(pack: Pack) -> str:
    """The easy-read part as HTML, to stand in a page of its own or in another."""
    lines = pack.easy or first_lines(pack)
    rows = Markup("").join(_row(one.sign, plain_text(one.line)) for one in lines)
    words = Markup("").join(Markup("<li>{}</li>").format(one) for one in explained(lines))
    return str(
        Markup(
            '<section class="sb-easy" aria-labelledby="easy" lang="en-GB">'
            '<h2 class="sb-easy__title" id="easy">{}</h2>'
            '<ul class="sb-easy__lines">{}</ul>'
            '<h3 class="sb-easy__words">What these words mean</h3>'
            '<ul class="sb-easy__meanings">{}</ul></section>'
        ).format("In easy words", rows, words)
    )


def first_lines(pack: Pack) -> Sequence[EasyLine]:
    """What can be said in easy words of any pack."""
    return (
        EasyLine(sign="people", line=("This page says what people told us about their lives.",)),
        EasyLine(sign="people", line=(f"It has the words of {_stories(pack.stories)}.",)),
        EasyLine(sign="check", line=("People said that we may show their words.",)),
    )


def explained(lines: Sequence[EasyLine]) -> list[str]:
    """What the words on the page mean, those alone that stand there."""
    signs = {one.sign for one in lines}
    found = [STORY] + [words for sign, (_, words) in EXPLAINED.items() if sign in signs]
    few = any(
        not isinstance(part, str) and part.number is None for one in lines for part in one.line
    )
    return [*found, FEW] if few else found


def _row(sign: str, words: str) -> Markup:
    return Markup(
        '<li class="sb-easy__line"><span class="sb-easy__sign sb-easy__sign--{sign}">{drawn}</span>'
        '<p class="sb-easy__said">{words}</p></li>'
    ).format(sign=sign, drawn=Markup(SIGNS[sign]), words=escape(words))  # noqa: S704  (our own)


def _stories(number: int) -> str:
    return "one story" if number == 1 else f"{number:,} stories"
