"""Writing a pack: keeps what tells of stories apart, and gives every figure its reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from storybank.reports.pack.blocks import (
    EasyLine,
    Figure,
    Item,
    Line,
    Listed,
    Pack,
    Paragraph,
    Section,
    StoryWhole,
    Told,
    Voice,
    Warned,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.wording import footing_of, period_words, subject_of
from storybank.reports.rules import KINDS


class Writing:
    """What a builder writes with: every voice it adds gets its place in ``told``."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.told: list[Told] = []

    def add(self, told: Told) -> int:
        """Keep what tells of one story; its place."""
        self.told.append(told)
        return len(self.told) - 1

    def voices(self, passages: Sequence[Passage], *, small: bool = False) -> list[Voice]:
        """Quotations of these passages; those that may not be shown now are left out."""
        return [
            Voice(told=self.add(one), small=small)
            for one in tell(self.material, passages)
            if one.words
        ]

    def story(self, told: Told) -> StoryWhole:
        """A story told whole."""
        return StoryWhole(told=self.add(told))

    def finish(
        self,
        *,
        question: str,
        front: Iterable[Section],
        sections: Iterable[Section] = (),
        easy: Iterable[EasyLine] = (),
        warnings: Iterable[Warned] = (),
        title: str = "",
    ) -> Pack:
        """The whole pack, with a reference at each figure that opens something."""
        material, asked = self.material, self.material.asked
        pack = Pack(
            kind=asked.kind.value,
            title=title or asked.title or f"{KINDS[asked.kind].name}: {subject_of(asked)}",
            question=question,
            about=subject_of(asked),
            period=period_words(asked.period),
            purpose=asked.purpose.value,
            made_on=material.today.isoformat(),
            footing=footing_of(material),
            front=tuple(front),
            sections=tuple(sections),
            easy=tuple(easy),
            told=tuple(self.told),
            warnings=tuple(warnings),
            stories=int(material.heard.story.size),
        )
        return with_references(pack)


def line(*parts: str | Figure) -> Line:
    """A sentence of words and figures."""
    return tuple(parts)


def paragraph(*parts: str | Figure, role: Any = "body") -> Paragraph:
    """A paragraph of words and figures."""
    return Paragraph(line=parts, role=role)


def listed(*items: str | Line | Item) -> Listed:
    """A list of sentences."""
    return Listed(
        items=tuple(
            one if isinstance(one, Item) else Item(line=(one,) if isinstance(one, str) else one)
            for one in items
        )
    )


def with_references(pack: Pack) -> Pack:
    """Number the figures in reading order; figures that count the same share a reference."""
    plain = pack.model_dump()
    known: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "behind" in value and "of" in value:
                if value["behind"]:
                    key = (value["of"], tuple(sorted(value["behind"].items())))
                    value["ref"] = known.setdefault(key, f"F{len(known) + 1}")
                return
            for one in value.values():
                walk(one)
        elif isinstance(value, (list, tuple)):
            for one in value:
                walk(one)

    walk(plain["front"])
    walk(plain["sections"])
    return Pack.model_validate(plain)
