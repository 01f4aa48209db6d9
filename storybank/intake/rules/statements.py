"""What storytellers are told before they allow anything. Pure."""

import hashlib
import re

from storybank.core.errors import RuleBroken
from storybank.intake.models import ConsentStatement

ENGLISH = "en"
LANGUAGES = {
    "en": "English",
    "cy": "Welsh",
    "ar": "Arabic",
    "bn": "Bengali",
    "bfi": "British Sign Language, in words",
    "zh": "Chinese",
    "ckb": "Kurdish (Sorani)",
    "fa": "Farsi",
    "fr": "French",
    "gd": "Scottish Gaelic",
    "gu": "Gujarati",
    "hu": "Hungarian",
    "it": "Italian",
    "lt": "Lithuanian",
    "ps": "Pashto",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "sk": "Slovak",
    "so": "Somali",
    "es": "Spanish",
    "ta": "Tamil",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
}
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "ps", "ur"})
LONGEST_STATEMENT_TITLE = 200
LONGEST_STATEMENT = 20_000
_SPACE = re.compile(r"\s+")


def hash_statement(title: str, body: str) -> str:
    """The SHA-256 of a statement: its title, a line end and its body."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()


def name_statement(statement: ConsentStatement) -> str:
    """A statement by its language, kind of words and version: Welsh, easy to read, version 2."""
    language = LANGUAGES.get(statement.language, statement.language)
    easy = ", easy to read" if statement.is_easy_read else ""
    return f"{language}{easy}, version {statement.number}"


def first_choice(statement: ConsentStatement) -> tuple[object, ...]:
    """Sorts statements: by language with English first, then what is to be shown before others.

    An organisation's own words come before those for everybody, what people here wrote before
    what ships with Storybank, and the newest version before older ones.
    """
    return (
        statement.language != ENGLISH,
        statement.language,
        statement.is_easy_read,
        statement.organisation_id is None,
        statement.written_by_id is None,
        -statement.number,
    )


def check_statement(*, language: str, title: str, body: str) -> None:
    """A statement is in a language we know, and has a title and words, not too many.

    Raises:
        RuleBroken: one of these will not do; ``field`` says which.
    """
    if language not in LANGUAGES:
        raise RuleBroken("Choose the language it is written in.", field="language")
    if not title.strip():
        raise RuleBroken("Give it a title, such as “Before you tell your story”.", field="title")
    if len(title) > LONGEST_STATEMENT_TITLE:
        raise RuleBroken(
            f"Use {LONGEST_STATEMENT_TITLE} characters or fewer for the title.", field="title"
        )
    if not body.strip():
        raise RuleBroken("Write what storytellers are told.", field="body")
    if len(body) > LONGEST_STATEMENT:
        raise RuleBroken(
            f"This is longer than {LONGEST_STATEMENT:,} characters. Nobody would read it to the "
            "end: say it more shortly.",
            field="body",
        )


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in white space at most."""
    return _SPACE.sub(" ", one).strip() == _SPACE.sub(" ", other).strip()
