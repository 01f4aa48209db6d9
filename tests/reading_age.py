"""The reading age of a page's words: Flesch and Kincaid's grade, and the five years before school.

Sentences and words are counted by textstat; syllables by where pyphen would break the word and by
its groups of vowels, whichever are more (textstat's own list of syllables has to be fetched).
"""

from __future__ import annotations

import re
from functools import cache

import pyphen
import textstat
from lxml.html import HtmlElement

BLOCKS = "h1|h2|h3|p|li|label|legend|dt|dd|summary|td|th|caption|button|figcaption"
BREAKS = pyphen.Pyphen(lang="en_GB")
LEFT_OUT = "script|style|svg|textarea|select|option"


def reading_age(words: str) -> float:
    """The age at which most children can read these sentences."""
    sentences = textstat.sentence_count(words)
    found = [word for word in re.findall(r"[A-Za-z']+", words) if word.strip("'")]
    syllables = sum(count_syllables(word.lower().strip("'")) for word in found)
    grade = 0.39 * len(found) / max(1, sentences) + 11.8 * syllables / max(1, len(found)) - 15.59
    return float(grade + 5)


@cache
def count_syllables(word: str) -> int:
    """The syllables of one word."""
    broken = len(BREAKS.inserted(word).split("-"))
    vowels = len(re.findall(r"[aeiouy]+", re.sub(r"(?:[^laeiouy]e|es|ed)$", "", word)))
    return max(1, broken, vowels)


def sentences_of(main: HtmlElement) -> str:
    """The words of a page as sentences: what stands in a block of its own ends there."""
    lines = []
    for block in main.xpath(f".//*[self::{BLOCKS.replace('|', ' or self::')}]"):
        inner = f"self::{LEFT_OUT.replace('|', ' or self::')}"
        text = "".join(
            block.xpath(
                f".//text()[not(ancestor::*[{inner}])]"
                f"[count(ancestor::*[self::{BLOCKS.replace('|', ' or self::')}][1] | $me) = 1]",
                me=block,
            )
        )
        line = " ".join(text.split())
        if line:
            lines.append(line if line[-1] in ".?!:" else f"{line}.")
    return "\n".join(lines).replace(":", ".")
