"""What makes a theme of a place's own. Pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from storybank.core.errors import RuleBroken

GROUPS = ("wellbeing", "economic", "community", "environment")
FEWEST_EXAMPLES, MOST_EXAMPLES = 2, 8
LONGEST_NAME, LONGEST_DEFINITION, LONGEST_EXAMPLE = 80, 600, 400
_SHORTEST_EXAMPLE = 3  # words


def slug_of(name: str, taken: Collection[str]) -> str:
    """A short name for addresses and files, made from a name and not yet taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "theme"
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def check_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    name = " ".join(name.split())
    if not re.search(r"\w", name):
        raise RuleBroken("Give the theme a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"Keep the name within {LONGEST_NAME} characters.", field="name")
    return name


def check_definition(definition: str) -> str:
    """The definition as it is kept.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    definition = " ".join(definition.split())
    if not re.search(r"\w", definition):
        raise RuleBroken("Say in a sentence what the theme is about.", field="definition")
    if len(definition) > LONGEST_DEFINITION:
        raise RuleBroken(
            f"Keep the definition within {LONGEST_DEFINITION} characters.", field="definition"
        )
    return definition


def check_examples(examples: Sequence[str]) -> list[str]:
    """The examples as they are kept: each once, in the order given.

    Raises:
        RuleBroken: there are too few or too many, or one is no sentence.
    """
    kept = list(dict.fromkeys(" ".join(one.split()) for one in examples if one.strip()))
    if not FEWEST_EXAMPLES <= len(kept) <= MOST_EXAMPLES:
        raise RuleBroken(
            f"Give {FEWEST_EXAMPLES} to {MOST_EXAMPLES} different example sentences, one a line. "
            f"Here are {len(kept)}.",
            field="examples",
        )
    for number, one in enumerate(kept, start=1):
        if len(one.split()) < _SHORTEST_EXAMPLE:
            raise RuleBroken(
                f"Example {number} is too short to be told from others. Write it as a storyteller "
                "might say it, in a whole sentence.",
                field="examples",
            )
        if len(one) > LONGEST_EXAMPLE:
            raise RuleBroken(
                f"Example {number} is too long. Keep it to one sentence.", field="examples"
            )
    return kept
