"""What is said of a story's words beside them, alike in every form a report takes. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from storybank.nlp.turns import split_turns
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.wording import day_words

KIND_WORDS = {
    "beneficiary_story": "storyteller’s account",
    "interview_transcript": "interview",
    "case_study": "case study",
}
FINDING_WORDS = {
    "upheld": "Upheld",
    "partly_upheld": "Partly upheld",
    "not_upheld": "Not upheld",
    "could_not_tell": "Could not be told",
}
METHOD_WORDS = {
    "read": "who read it",
    "spoke": "who spoke with the storyteller",
    "saw_record": "who saw a record",
    "site_visit": "who went there",
}
CHANGE_WORDS = {"better": "Better", "need": "Need", "worse": "Worse", "activity": "Activity"}
STANCE_WORDS = {"supports": "For the promise", "contradicts": "Against the promise"}
GONE_WORDS = {
    "taken_back": "These words were taken back.",
    "hidden": "These words may not be shown just now.",
}
FEW_EXPLAINED = (
    "“A few” stands where a number is of so few people that it might point to one of them. "
    "Other numbers are left out with it where they would give it away."
)
TOLD_ABOUT = "This is told about the storyteller, so it is counted but not quoted."


def gone_words(told: Told) -> str:
    """Why nothing is shown of a story; empty where its words may be shown."""
    return GONE_WORDS.get(told.gone, "")


def whose_words(told: Told) -> str:
    """Whose words these are: Sarah, Ardwick · interview, 3 June 2026."""
    facts = told.facts
    whose = ", ".join(str(one) for one in (facts.get("whose"), facts.get("place")) if one)
    kind = KIND_WORDS.get(facts.get("kind", ""), "")
    how = ", ".join(one for one in (kind, when_words(facts.get("when"))) if one)
    return " · ".join(one for one in (whose, how) if one)


def checked_words(told: Told) -> str:
    """Whether somebody independent checked what these words are claimed to show, who and how."""
    facts = told.facts
    finding = FINDING_WORDS.get(facts.get("finding", ""))
    if finding:
        who = [facts.get("verified_by"), METHOD_WORDS.get(facts.get("method", ""))]
        by = ", ".join(str(one) for one in who if one)
        day = when_words(facts.get("checked_on"))
        said = f"{finding} by {by}" if by else finding
        return f"{said}, {day}" if day else said
    if facts.get("promise"):
        return "Linked to a promise, not yet checked independently"
    return "Not checked independently"


def promise_words(told: Told) -> str:
    """Which promise these words are for or against; empty where they are for none."""
    facts = told.facts
    stance = STANCE_WORDS.get(facts.get("stance", ""))
    if not facts.get("promise"):
        return ""
    return f"{stance or 'Of the promise'}: {facts['promise']}"


def shown_words(told: Told, shows: str = "") -> str:
    """The fact of a story that is to stand in a cell or a line; its words where none is named."""
    if told.gone:
        return gone_words(told)
    if not shows:
        return told.words
    found = told.facts.get(shows, "")
    known = {"finding": FINDING_WORDS, "kind": KIND_WORDS, "stance": STANCE_WORDS}.get(shows, {})
    if shows in ("checked_on", "when"):
        return when_words(found)
    return known.get(found, "" if found is None else str(found))


def when_words(found: Any) -> str:
    """A day of a fact as it is read; what is no day stands as it is."""
    if not found:
        return ""
    try:
        return day_words(date.fromisoformat(str(found)))
    except ValueError:
        return str(found)


def paragraphs(words: str) -> list[str]:
    """The paragraphs of a story, as they were set."""
    return [one.strip() for one in words.split("\n") if one.strip()]


@dataclass(frozen=True)
class Spoken:
    """A paragraph of a story: who speaks, where the story says so, and what an interviewer asks."""

    speaker: str
    words: str
    asks: bool


def spoken(told: Told) -> list[Spoken]:
    """The paragraphs of a story told whole, turn by turn where several speak."""
    body, found = told.words, []
    for turn in split_turns(body, told.facts.get("kind", "")):
        speaker = turn.speaker_label or ""
        for words in paragraphs(body[turn.text_start : turn.end]):
            found.append(Spoken(speaker, words, turn.is_interviewer))
            speaker = ""
    return found


def after_words(told: Told) -> list[tuple[str, str]]:
    """What is said under a story told whole: what came of it."""
    found = told.facts.get("came_of_it") or []
    many = [found] if isinstance(found, str) else found
    return [("What came of it", str(one)) for one in many]


def begin(words: str) -> str:
    """Words at the beginning of a line, with a capital."""
    return words[:1].upper() + words[1:]


def in_marks(words: str) -> str:
    """Words in one pair of quotation marks, also where they stand in marks of their own."""
    opened, closed = words.startswith(("“", '"')), words.endswith(("”", '"'))
    return f"“{words[1:-1] if opened and closed and len(words) > 1 else words}”"
