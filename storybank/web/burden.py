"""The burden we put on people who send stories: the middle of the minutes they took."""

from typing import Any

from storybank.intake.models import Door
from storybank.intake.queries import Burden, Middle
from storybank.web.filters import plural

DOOR_NAMES = {
    Door.STAFF: "Typed or sent one by one",
    Door.FILE: "Uploaded, several at once",
    Door.OWN: "Told by storytellers themselves",
    Door.COMMAND: "Taken in by command",
}
_MONTHS = {
    1: "January to March",
    2: "April to June",
    3: "July to September",
    4: "October to December",
}


def burden_told(burden: Burden) -> dict[str, Any] | None:
    """How long a story took, for a page; None where nothing was measured."""
    if not burden.by_door:
        return None
    return {
        "minutes": minutes(burden.whole) if burden.whole else "",
        "stories": burden.whole.stories if burden.whole else 0,
        "unmeasured": burden.unmeasured,
        "ways": [_row(DOOR_NAMES[door], one) for door, one in burden.by_door.items()],
        "quarters": [
            _row(f"{_MONTHS[quarter]} {year}", one)
            for (year, quarter), one in burden.by_quarter.items()
        ],
    }


def burden_sentence(middle: Middle | None) -> str:
    """The same of a contract, in a sentence; '' where nothing was measured."""
    if middle is None:
        return ""
    over = plural(middle.stories, "story sent one by one", "stories sent one by one")
    return f"The burden we put on people: {minutes(middle)} to give a story, the middle of {over}."


def minutes(middle: Middle) -> str:
    """The middle in words: ``7 minutes``, ``under a minute``."""
    whole = round(middle.minutes)
    return plural(whole, "minute") if whole else "under a minute"


def _row(name: str, middle: Middle) -> list[Any]:
    return [{"text": name, "header": True}, minutes(middle), f"{middle.stories:,}"]
