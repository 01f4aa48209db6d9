"""What a call must be, and what is made of a story told without an account. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text, squeeze
from storybank.intake.models import Identifiability, Purpose
from storybank.telling.models import Call

LONGEST_TITLE = 100
LONGEST_LINE = 200
LONGEST_TEXT = 2000
LONGEST_ANSWER = 20_000  # characters: some 3,500 words to one question
MOST_FILES = 4
KEPT_DAYS = 90
LONGEST_PAUSE = timedelta(minutes=10)  # a longer gap was no time spent on the story
FOLLOW_UP_MONTHS = (6, 12)

# The questions of the story itself, in order; what staff read beside each answer.
PROMPTS = {
    "before": "Before",
    "changed": "What changed",
    "cause": "What brought it about",
    "mattered": "What mattered most",
}
NOTHING_TYPED = "A recording or a photograph"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words that stand where a call's own name would in an address.
RESERVED = frozenset({"leave", "again", "new", "help"})
LONGEST_SLUG = 40
_TITLE_WORDS = 9


class CallState(StrEnum):
    """Whether people can tell their story on a call's page."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def state_of(call: Call, today: date) -> CallState:
    """Where a call stands on a day."""
    if call.closed_at is not None or (call.closes_on is not None and call.closes_on < today):
        return CallState.CLOSED
    return CallState.COMING if call.opens_on > today else CallState.OPEN


def make_slug(words: str) -> str:
    """What of a title can stand in an address: ``What changed?`` is ``what-changed``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        slug = longer
    return slug or "your-story"


def check_slug(slug: str) -> None:
    """The end of a call's address must be short and plain, for it stands on paper.

    Raises:
        RuleBroken: it is not.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in RESERVED:
        raise RuleBroken(
            f"Use small letters, figures and hyphens, {LONGEST_SLUG} at most, such as "
            "“what-changed”.",
            field="slug",
        )


CALL_NEEDS = {
    "title": "Give the call a title, such as “Lunch club”.",
    "ask": "Write the question, such as “What changed for you?”",
    "about": "Say who asks, and why.",
    "readers": "Say who will read the stories.",
}
"""What a call cannot be without, and how it is asked for."""
NUMBER_NEEDS = {
    "who": "Say when to call it, such as “Someone is in danger now”.",
    "number": "Write the number in figures, such as 0800 1111.",
}


def check_call(call: Call) -> None:
    """A call needs a name, a question, who reads it, and days in the right order.

    Raises:
        RuleBroken: one of them is missing or will not do; ``field`` says which.
    """
    lines = (
        ("title", call.title, LONGEST_TITLE),
        ("ask", call.ask, LONGEST_LINE),
        ("about", call.about, LONGEST_TEXT),
        ("readers", call.readers, LONGEST_TEXT),
    )
    for field, words, most in lines:
        if not words:
            raise RuleBroken(CALL_NEEDS[field], field=field)
        if len(words) > most:
            raise RuleBroken(f"Use {most:,} characters or fewer.", field=field)
    check_slug(call.slug)
    if call.closes_on is not None and call.closes_on < call.opens_on:
        raise RuleBroken("The last day lies before the first.", field="closes_on")


def check_number(who: str, number: str) -> None:
    """A number to call says whose it is, and is one.

    Raises:
        RuleBroken: something is missing; ``field`` says what.
    """
    if not who:
        raise RuleBroken(NUMBER_NEEDS["who"], field="who")
    if not re.fullmatch(r"\+?[0-9][0-9 ()-]{1,29}", number):
        raise RuleBroken(NUMBER_NEEDS["number"], field="number")


# --- what was told ---------------------------------------------------------------------------


def clean_text(words: Any) -> str:
    """An answer as it is kept."""
    return normalise_text(words) if isinstance(words, str) else ""


def clean_line(words: Any, most: int = LONGEST_LINE) -> str:
    """A short answer on one line."""
    return squeeze(words)[:most] if isinstance(words, str) else ""


def check_length(words: str, field: str) -> None:
    """One answer may be long, and not endless.

    Raises:
        RuleBroken: it is too long.
    """
    if len(words) > LONGEST_ANSWER:
        raise RuleBroken(
            f"This is {len(words):,} letters long. The most we can take here is "
            f"{LONGEST_ANSWER:,}. Please make it shorter. Your words are still in the box.",
            field=field,
        )


def spent(seconds: int, saved_at: datetime, now: datetime) -> int:
    """The seconds a story has taken by now; long gaps are left out."""
    gap = now - saved_at
    return seconds + (int(gap.total_seconds()) if timedelta(0) < gap < LONGEST_PAUSE else 0)


def median_of(times: Sequence[tuple[int | None, int]]) -> int | None:
    """The middle of many times, each given with how often it was taken, shortest first.

    What was not measured is left out; None where nothing was.
    """
    known = [(seconds, count) for seconds, count in times if seconds is not None]
    total = sum(count for _, count in known)
    if not total:
        return None
    middle = {(total - 1) // 2: 0, total // 2: 0}
    passed = 0
    for seconds, count in known:
        for place in middle:
            if passed <= place < passed + count:
                middle[place] = seconds
        passed += count
    return round(sum(middle.values()) / len(middle))


def write_body(answers: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The story in one piece, and which stretch of it answers which question."""
    body, spans = "", []
    for prompt in PROMPTS:
        words = clean_text(answers.get(prompt))
        if words:
            start = len(body) + 2 if body else 0
            body = f"{body}\n\n{words}" if body else words
            spans.append({"prompt": prompt, "start": start, "end": len(body)})
    return body, spans


def make_title(answers: Mapping[str, Any]) -> str:
    """The first words of what changed, or else of what was told first."""
    for prompt in ("changed", *PROMPTS):
        words = clean_line(answers.get(prompt), LONGEST_ANSWER).split()
        if words:
            return _first_words(words)
    return NOTHING_TYPED


def _first_words(words: Sequence[str]) -> str:
    title = " ".join(words[:_TITLE_WORDS])[:LONGEST_TITLE].rstrip()
    end = re.search(r"[.!?…](?=\s|$)", title)
    if end is not None and end.start() >= 8:
        return title[: end.start()].rstrip()
    title = title.rstrip(" ,;:–-") or title
    return title if len(words) <= _TITLE_WORDS else f"{title} …"


@dataclass(frozen=True)
class Told:
    """What a storyteller answered beside the story itself, read from what was kept."""

    on_behalf: bool
    told_for: str
    relation: str
    reason: str
    place: str
    about_when: str
    hide_place: bool
    themes: tuple[str, ...]
    own_words: str
    purposes: tuple[Purpose, ...]
    statement: str
    identifiability: Identifiability
    name: str
    check_first: bool
    counts_may_stay: bool
    years: int
    email: str
    may_tell_answers: bool
    may_remind: bool
    months: tuple[int, ...]

    @property
    def may_ask_again(self) -> bool:
        """Whether they agreed to be asked again after some months."""
        return bool(self.months)


def read_told(answers: Mapping[str, Any]) -> Told:
    """Read what was kept of a telling; whatever is missing was not agreed to."""

    def line(key: str) -> str:
        return clean_line(answers.get(key))

    chosen = set(answers.get("purposes") or ())
    on_behalf = answers.get("teller") == "on_behalf"
    names = {one.value: one for one in Identifiability}
    known_as = names.get(answers.get("identifiability", ""), Identifiability.UNNAMED)
    email = line("email")
    return Told(
        on_behalf=on_behalf,
        told_for=line("told_for") if on_behalf else "",
        relation=line("relation") if on_behalf else "",
        reason=clean_text(answers.get("reason")) if on_behalf else "",
        place=line("place"),
        about_when=line("about_when"),
        hide_place=bool(answers.get("hide_place")),
        themes=tuple(answers.get("themes") or ()),
        own_words=line("own_words"),
        purposes=tuple(one for one in Purpose if one.value in chosen),
        statement=line("statement"),
        identifiability=known_as,
        name="" if known_as is Identifiability.UNNAMED else line("name"),
        check_first=answers.get("check_first") == "yes",
        counts_may_stay=answers.get("counts_may_stay") == "yes",
        years=_years(answers.get("years")),
        email=email,
        may_tell_answers=bool(email and answers.get("may_tell_answers")),
        may_remind=bool(email and answers.get("may_remind")),
        months=tuple(m for m in FOLLOW_UP_MONTHS if email and answers.get(f"ask_{m}")),
    )


def ends_on(years: int, today: date) -> date | None:
    """The last day of a permission for so many years; None where no end was set."""
    if not years:
        return None
    try:
        return today.replace(year=today.year + years)
    except ValueError:  # 29 February
        return today.replace(year=today.year + years, day=28)


def _years(value: Any) -> int:
    return int(value) if value in ("1", "3") else 0


def check_email(email: str) -> None:
    """An address that could be one; an empty one is none.

    Raises:
        RuleBroken: it could not.
    """
    if email and not re.fullmatch(
        r"[^@\s<>,;:\"()]{1,64}@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"()]+", email
    ):
        raise RuleBroken(
            "Write an e-mail address such as name@example.org, or leave it empty.", field="email"
        )
