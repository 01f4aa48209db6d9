"""What a submission must be. Pure."""

from datetime import date

from storybank.core.errors import RuleBroken

LONGEST_TITLE = 200
LONGEST_LINE = 200
LONGEST_NOTE = 1000


def check_words(title: str, body: str, *, most_words: int) -> None:
    """A submission needs a title and some words, and not too many.

    Raises:
        RuleBroken: one of them is missing or too long; ``field`` says which.
    """
    if not title.strip():
        raise RuleBroken("Give the story a title, such as a few of its own words.", field="title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"Use {LONGEST_TITLE} characters or fewer for the title.", field="title")
    if not body.strip():
        raise RuleBroken("Write the story here, or choose a file that holds it.", field="body")
    words = len(body.split())
    if words > most_words:
        raise RuleBroken(
            f"This is {words:,} words long; the longest story taken in is {most_words:,}. "
            "Send it in parts.",
            field="body",
        )


def check_told_on(told_on: date | None, today: date) -> None:
    """A story cannot have been told in the future.

    Raises:
        RuleBroken: the date lies ahead.
    """
    if told_on is not None and told_on > today:
        raise RuleBroken("This date is in the future. Give the day it was told.", field="told_on")
