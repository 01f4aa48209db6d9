"""What should make a person look twice before a story or a figure counts. Pure.

Three things: nearly the same words sent in twice, whoever's name stands in them; a claim that
life got better with no word on what brought it about; and a large figure of which nobody tells.
None is proof of anything. Each is said in a plain sentence with what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from storybank.core.wording import BANDS, ROWS, bands_of

SIGNED_BY = "1"
"""The way signatures are made; stories signed in another way are signed again."""

_RUN = 3
_LEAST_WORDS = 20
_LEAST_BANDS_IN_COMMON = 3
_WORD = re.compile(r"\w[\w'’]*")


def sign(body: str) -> tuple[int, ...]:
    """Return what the wording of a story boils down to: a number for each of 16 bands.

    Two texts with most runs of three words in common have most of these in common, however
    long they are. Names, places and figures are left out, so that changing those hides nothing.
    A text too short to tell apart from others has no signature: ().
    """
    words = _plain_words(body)
    if len(words) < _LEAST_WORDS:
        return ()
    return bands_of(words, _RUN)


def likeness(bands_in_common: int) -> float:
    """About how much of the wording of two stories is the same, from 0 to 1."""
    same: float = min(bands_in_common / BANDS, 1.0) ** (1 / ROWS)
    return round(same, 2)


def is_near_copy(bands_in_common: int) -> bool:
    """Whether two stories have so much of their wording in common that a person should look."""
    return bands_in_common >= _LEAST_BANDS_IN_COMMON


_DONE_BY_SOMEBODY = re.compile(
    # somebody did something for the storyteller, or with them
    r"\b(?:they|he|she|we|you|who|that|which|it|[a-z]+ers?|[a-z]+ors?|staff|team|people|lads?|lass"
    r"|lady|man|woman|fella|bloke|nurse|council|firm|company|charity|school|college|centre|club)"
    r"(?:'ve|'d|'s)? (?:\w+ly |just |then |also |all |has |have |had |been |even )?"
    r"(?:help|g[ai]ve|g[io]t|took|taken|sort|came|come|show|put|paid|pay|taught|teach|let|ran|run"
    r"|found|set|fit|fix|mend|built|build|brought|arrang|offer|sat|listen|spoke|rang|ring|phon"
    r"|visit|train|support|start|invit|ask|told|introduc|lent|lend|fund|plant|clear|clean|paint"
    r"|cook|drove|drive|wrote|read|made|make|did|do|does|treat|refer|suggest|encourag|stay|kept"
    r"|keep|walk|went|go|look|check|explain|work|chang|mov|repair|replac|install|open)\w*\b"
    # or it was done to them, with a doer, a means or a beginning
    r"|\b(?:was|were|been|got|being|is|are) (?:\w+ly )?\w+(?:ed|en|wn|nt|ught)\b.{0,40}\bby\b"
    r"|\b(?:thanks to|because of|down to|due to|through (?:the|a|my|our|her|his|their)|owing to"
    r"|with (?:the |some |their |her |his )?(?:help|support|backing)|on account of|helped (?:me|us"
    r"|him|her|them)|since (?:i|we|she|he|they) (?:started|joined|began|came|went|moved|got|met)"
    r"|(?:after|since|from|on) (?:the|a|that|this|my|our|their) (?:course|project|class\w*"
    r"|sessions?|group|club|placement|training|visits?|meetings?|programme|scheme|repairs?|grant"
    r"|treatment|advice|counselling|apprenticeship|volunteer\w*|service|support|job|work|move))\b"
    r"|\b(?:i|we|she|he|they)(?:'d|'ve)? (?:joined|signed up|enrolled|volunteered|applied|started"
    r" (?:a|the|at|with|on|going|coming)|go to the|went (?:to|on|along)|was referred|were referred"
    r"|was given|were given|was taken on|were taken on|was offered|were offered)\b"
    r"|\b(?:course|project|class|classes|sessions?|workshops?|placement|apprenticeship|mentor"
    r"|programme|scheme|adviser|advisor|support worker|social prescriber|befriender|tutor|coach"
    r"|counsellor|carers?|volunteers?|grant|funding|training)\b"
)
_MOST_SAID = 2_000
_AROUND = 3


def says_what_brought_it_about(sentence: str) -> bool:
    """Whether a sentence has a word on what was done, by whom, or since when.

    Generous on purpose: a person is asked to look only where there is nothing at all.
    """
    text = sentence[:_MOST_SAID].casefold().replace("’", "'")
    return _DONE_BY_SOMEBODY.search(text) is not None


def unexplained_claims(
    sentences: Sequence[str], changes: Sequence[Collection[str]]
) -> tuple[list[int], int]:
    """Return which sentences claim a change for the better out of nothing, and how many claim one.

    ``changes`` are those of each sentence's codes, confirmed or suggested. A claim is explained by
    an activity, or a word on what brought it about, in the sentence or three to either side.
    """
    claims = [i for i, told in enumerate(changes) if "better" in told]
    near = {j for i in claims for j in range(i - _AROUND, i + _AROUND + 1)}
    said = {
        j
        for j in near & set(range(len(sentences)))
        if "activity" in changes[j] or says_what_brought_it_about(sentences[j])
    }
    alone = [i for i in claims if said.isdisjoint(range(i - _AROUND, i + _AROUND + 1))]
    return alone, len(claims)


def is_unexplained(sentences: Sequence[str], changes: Sequence[Collection[str]]) -> bool:
    """Whether nothing a story claims to be better is joined to a word on what brought it about."""
    alone, claims = unexplained_claims(sentences, changes)
    return claims > 0 and len(alone) == claims


_MONEY_OR_SHARE = re.compile(r"£|gbp|pound|%|per ?cent|tonne|kg|co2|km|mile|hectare|metre", re.I)
_FIRST_VOICE, _SECOND_VOICE, _THIRD_VOICE = 25, 100, 500


def voices_wanted(delivered: Decimal | None, unit: str) -> int:
    """How many people one would expect to hear from, where so much is reported as delivered.

    Of people, places, hours and the like: one from 25 on, two from 100, three from 500. Of money,
    shares and weights: one, as nobody is counted by the pound.
    """
    if delivered is None or delivered < _FIRST_VOICE:
        return 0
    if _MONEY_OR_SHARE.search(unit) or delivered < _SECOND_VOICE:
        return 1
    return 2 if delivered < _THIRD_VOICE else 3


def is_unheard(delivered: Decimal | None, unit: str, people: int) -> bool:
    """Whether a large figure is reported and next to nobody tells of it."""
    return people < voices_wanted(delivered, unit)


def _plain_words(body: str) -> list[str]:
    """The words in order, without what is capitalised or has a figure in it."""
    return [
        word.casefold()
        for word in _WORD.findall(body)
        if not word[0].isupper() and not any(sign.isdigit() for sign in word)
    ]
