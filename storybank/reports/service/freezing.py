"""What an issued report keeps of the pack that was read: all it says, and what tells of stories.

What is frozen holds no words of a story. All that tells of one story, its words, what was found
of them and why they were chosen, stands in its quotations, so that it can be taken out alone.
"""

from collections.abc import Sequence
from typing import Any

from storybank.reports.pack.blocks import Pack, StoryWhole, Told
from storybank.reports.rules import TOLD, WHOLE


def freeze(pack: Pack) -> tuple[dict[str, Any], Sequence[Told]]:
    """What a pack says, as plain values, and what it tells of stories.

    Warnings are for whoever makes a report, and are not kept.
    """
    plain = pack.model_dump(mode="json", exclude={"told", "warnings"})
    return {"pack": plain}, pack.told


def part_of_each(pack: Pack) -> list[str]:
    """Whether each of a pack's ``told`` is a story told whole, or words of one."""
    whole = {
        block.told
        for section in pack.every_section()
        for block in section.blocks
        if isinstance(block, StoryWhole)
    }
    return [WHOLE if place in whole else TOLD for place in range(len(pack.told))]
