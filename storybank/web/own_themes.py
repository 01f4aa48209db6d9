"""What a story is about to whoever told it: kept, and shown, apart from the analysts' themes."""

from dataclasses import dataclass

from sqlmodel import Session

from storybank.telling.plain_themes import PLAIN_THEMES
from storybank.telling.queries import list_own_themes

_PLAIN = {slug: words for group in PLAIN_THEMES.values() for slug, words in group.items()}


@dataclass(frozen=True)
class OwnThemes:
    """Themes in plain words, and what the storyteller called it in their own."""

    named: list[str]
    own_words: list[str]

    def in_words(self) -> str:
        """All of it in a line; "" where they said nothing."""
        return ", ".join([*self.named, *(f"“{words}”" for words in self.own_words)])


def own_themes_of(session: Session, submission_id: int, *, masked: bool = False) -> OwnThemes:
    """What a story is about to its teller.

    Their own words may name somebody, and no person has looked through them: whoever may not read
    originals is shown the themes alone (``masked``).
    """
    found = list_own_themes(session, submission_id)
    named = [_PLAIN.get(code.slug, code.name) for _, code in found if code is not None]
    own = [] if masked else [theme.words for theme, _ in found if theme.words]
    return OwnThemes(named, own)
