"""Whose words each sentence holds: the storyteller's own, quoted, or told about them.

Rules over the kind of story, the turns of a talk, and quotation marks. In a story told in the
first person all telling is the storyteller's own, also where it tells what others said; what
stands whole within somebody else's quotation is theirs. A case study is its writer's, however
often it says "we": only what it quotes word for word from somebody who is not staff counts as
that person's words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storybank.nlp.reading import Voice
from storybank.nlp.turns import is_role_label, split_turns

Span = tuple[int, int]
STORYTELLER = "the storyteller"
_LONGEST_NAME = 40
_LONGEST_QUOTATION = 2000

_FIRST = re.compile(r"\b(?:i|i['\u2019](?:m|ve|d|ll)|me|my|mine|myself)\b", re.IGNORECASE)
_FIRST_OR_WE = re.compile(
    r"\b(?:i|i['\u2019]\w+|me|my|mine|myself|we|we['\u2019]\w+|us|our|ours)\b", re.IGNORECASE
)
_THIRD = re.compile(r"\b(?:she|he|her|his|him|herself|himself)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'\u2019-]*")

_SPEECH = (
    r"(?:said|says|say|told|tells|explain(?:ed|s)|add(?:ed|s)|recall(?:ed|s)|remember(?:ed|s)|"
    r"reflect(?:ed|s)|comment(?:ed|s)|ask(?:ed|s)|repl(?:ied|ies)|answer(?:ed|s)|wrote|writes|"
    r"puts? it|shout(?:ed|s)|laugh(?:ed|s)|joke[ds]|admit(?:ted|s)|describe[ds]|called|"
    r"state[ds]|remark(?:ed|s)|insist(?:ed|s)|whisper(?:ed|s)|continue[ds]|conclude[ds]|goes|"
    r"summ?(?:ed|s) (?:it )?up|let us know|has said|had said|feedback(?: was)?)"
)
# Without "i": a pronoun is a small word, a name begins with a capital.
_NAME = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Cllr|Nurse|Sister)\.? )?"
    r"[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]*\.?){0,2}"
)
_KIN_OR_ROLE = (
    r"(?:[Hh]er|[Hh]is|[Tt]heir|[Mm]y|[Tt]he|[Oo]ur|[Aa]|[Aa]n|[Oo]ne|[Aa]nother) "
    r"(?:[a-z][\w'\u2019-]* ){0,3}?[a-z][\w'\u2019-]*"
)
_WHO = rf"(?P<who>[Ss]he|[Hh]e|[Tt]hey|I|{_NAME}|{_KIN_OR_ROLE})"
_BEFORE = re.compile(
    rf"\b{_WHO}(?:,[^,\"\u201c]{{1,60}},)?(?: \([^()]{{1,30}}\))? "
    rf"(?:(?:has|have|had|also|then|later|once|just|now|often|\w+ly) ){{0,2}}{_SPEECH}\b"
)
_AFTER = re.compile(rf"\b{_SPEECH} {_WHO}")
_SAYS = re.compile(rf"\b{_SPEECH}\b")
_LABEL_BEFORE = re.compile(rf"(?P<who>{_NAME})(?:, [^:\n]{{1,40}})?:\s*$")
_SIGNED_AFTER = re.compile(rf"^\s*[-\u2013\u2014~]\s*(?P<who>{_NAME})")
_NOT_NAMES_TEXT = """
    I It This That There When What Why How Where If And But So Then Now On In At After
    Before For The A An As Since One Another Nobody Everyone Everybody Someone Somebody Yes
    No Oh Well Our My Two Three Four Five Six Seven Eight Nine Ten Many Most Some Several
    Both Each All Every His Her Their Its We You They He She Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_STAFF_ROLE = (
    r"(?:manager|worker|officer|nurse|teacher|tutor|coach|co-?ordinator|director|supervisor|"
    r"librarian|spokes(?:person|man|woman)|foreman|caretaker|warden|chef|doctor|gp|consultant|"
    r"social worker|councillor|head ?teacher|head|sergeant|staff|team|lead|leader|boss|trainer|"
    r"assessor|advis[eo]r|keyworker|key worker|practitioner|therapist|physio(?:therapist)?|"
    r"mentor|chief executive|ceo|interpreter|engineer|operative|plumber|electrician|surveyor|"
    r"receptionist|carer|care assistant|assistant|employer|recruiter|landlord|company|council|"
    r"contractor|supplier|service|organisation|trust|report|policy|notes?|email|letter|leaflet)"
)
_STAFF = re.compile(rf"\b{_STAFF_ROLE}s?\b", re.IGNORECASE)
_STAFF_NAMED = re.compile(
    rf"\b{_STAFF_ROLE}s?,? \(?(?P<after>{_NAME})"
    rf"|(?P<before>{_NAME}),? (?:who is |is |, )?(?:the|our|her|his|their|a|an)? ?"
    rf"(?:[a-z-]+ ){{0,3}}{_STAFF_ROLE}\b"
)
_STAFF_TELLING = re.compile(
    r"\b(?:we|i|our (?:team|service|staff|workers?)|the (?:team|service|staff))"
    r" (?:\w+ly |have |had |also |then ){0,2}"
    r"(?:supported|referred|helped|assisted|enabled|empowered|provided|offered|encouraged|visited|"
    r"worked with|signposted|arranged|delivered|matched|introduced|liaised|assessed)\b"
    r"|\b(?:the|this|our) (?:client|service user|resident|customer|participant|beneficiary|learner|"
    r"tenant|young person)\b|\b(?:told|tells|informed) us\b"
    r"|\b(?:was|were) referred (?:to us|by|to our)\b|\bpresented (?:to|with|as)\b"
    r"|\b(?:came|come) to us\b|\bin receipt of\b"
    r"|\bour (?:programme|project|contract|social value)\b",
    re.IGNORECASE,
)
_STAFF_WORDS = re.compile(
    r"\bwe(?:['\u2019]re| are) (?:delighted|proud|pleased|thrilled|committed)\b"
    r"|\b(?:delighted|proud) to (?:support|work with|have)\b|\bour (?:clients|residents|customers|"
    r"service users|learners|team|staff)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[\[(]?(?:editor['\u2019]?s? note|note(?: from| by)?\b[^:]{0,40}:|"
    r"(?:all |some )?names? (?:and [\w ]+ )?(?:have|has) been changed|"
    r"this (?:story|interview) was (?:written|taken|typed|recorded|transcribed)|"
    r"(?:written|typed|taken|transcribed|recorded) (?:down |up )?by\b)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    r"^[ \t#*_]*(?:[Ii]n (?:(?:her|his|their|my) own words|"
    r"(?P<who>[A-Z][\w'\u2019-]*)['\u2019]s (?:own )?words)|"
    r"[Ww]hat (?P<said>[A-Z]\w*|she|he|they) (?:said|says|told us)|"
    r"(?P<story>[A-Z]\w*)['\u2019]s (?:own )?words)[ \t*_]*:?[ \t*_]*$",
    re.MULTILINE,
)
_STAFF_LABELS_TEXT = """
    interpreter translator worker carer nurse teacher manager staff officer tutor coach advocate
    keyworker support"""
_STAFF_LABELS = frozenset(_STAFF_LABELS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Heard:
    """Whose words one sentence holds; ``attributed_to`` is empty where the text does not say."""

    voice: Voice
    attributed_to: str = ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with what of it stands in quotation marks."""

    start: int
    end: int
    quoted: tuple[Span, ...]
    words: int
    quoted_words: int
    outside: str

    @property
    def longest(self) -> Span:
        """The longest stretch in quotation marks."""
        return max(self.quoted, key=lambda span: span[1] - span[0])

    @property
    def is_whole(self) -> bool:
        """Whether no word stands outside the quotation."""
        return self.quoted_words > 0 and self.quoted_words == self.words


def hear_voices(body: str, kind: str, sentences: Sequence[Span]) -> tuple[Heard, ...]:
    """Say of each sentence (half-open offsets of ``body``, in order) whose words it holds.

    ``kind`` is the story's kind (``case_study``...). Any text will do.
    """
    turns = split_turns(body, kind)
    if not turns:
        return ()
    quotations = find_quotations(body)
    told = [_look(body, span, quotations) for span in sentences]
    ear = _Ear(body, quotations)
    is_talk = kind == "interview_transcript" or any(turn.is_interviewer for turn in turns)
    is_own = is_talk or (kind != "case_study" and _tells_own_life(told))
    is_all_quoted = sum(one.is_whole for one in told) * 2 > len(told)
    own_words = [] if is_own else list(_own_words(body))
    answering = {turn.speaker_label for turn in turns if not turn.is_interviewer} - {None}
    starts = [turn.start for turn in turns]
    heard: list[Heard] = []
    for one in told:
        turn = turns[max(bisect_right(starts, one.start) - 1, 0)]
        if turn.is_interviewer:
            heard.append(Heard(Voice.ASKED))
        elif _NOTE.match(body, one.start, one.end) or (
            is_talk and len(answering) > 1 and _is_staff_label(turn.speaker_label or "")
        ):
            heard.append(Heard(Voice.TOLD))
        elif is_own:
            heard.append(Heard(Voice.OWN) if is_all_quoted else ear.hear_own(one))
        else:
            heard.append(ear.hear_told(one, own_words))
    return tuple(heard)


def find_quotations(body: str) -> list[Span]:
    """Return what stands in quotation marks, the marks left out: outermost ones, in order.

    Curly, straight, angled and single marks count. A quotation may run over sentences, and over
    paragraphs where each begins with a mark; one that is never closed ends with its paragraph.
    An apostrophe is none.
    """
    found: list[Span] = []
    ahead = _Ahead(body)
    at = 0
    while at < len(body):
        match = _OPENING.search(body, at)
        if match is None:
            break
        start = match.end()
        end = _closing(body, match, ahead)
        if end is None:
            at = start
            continue
        if end > start:
            found.append((start, end))
        at = end + 1
    return found


_OPENING = re.compile(
    r"[\u201c\u201e\u00ab]|(?<![\w.,!?])\"(?=\S)|(?<!\w)\u2018(?=\S)|(?<!\w)'(?=[A-Za-z])"
)
_CLOSES = {"\u201c": '\u201d"', "\u201e": "\u201c\u201d", "\u00ab": "\u00bb", '"': '"\u201d'}
_CLOSING_SINGLE = {
    "'": re.compile(r"(?<=[^\s'])'(?![\w])"),
    "\u2018": re.compile(r"(?<=[^\s\u2018])\u2019(?![\w])"),
}
# 'em, 'cause, 'twas: a letter left out, not a quotation.
_LEFT_OUT = re.compile(
    r"['\u2018](?:em|er|im|e|ow|ome|ouse|ere|ave|ad|appen|cause|cos|til|till|tis|twas|twere|bout|"
    r"un|n|alf|eard|ospital|ead|owt)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    rf"(?:[,:(]|\b{_SPEECH}|\b(?:as|like|the|a|was|is|just|my|of|had|how|he|she)) $"
)


class _Ahead:
    """Where marks come next in a text. What was found is remembered, for marks by the thousand."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._found: dict[str, Span] = {}  # mark: searched from here, found there

    def find(self, mark: str, start: int) -> int:
        """Return the place of the first such mark from ``start`` on; the text's end if none is."""
        since, place = self._found.get(mark, (0, -1))
        if not since <= start <= place:
            place = self._body.find(mark, start)
            place = len(self._body) if place < 0 else place
            self._found[mark] = start, place
        return place


def _closing(body: str, opening: re.Match[str], ahead: _Ahead) -> int | None:
    """Where a quotation ends, or None if the mark opens none."""
    mark, start = opening[0], opening.end()
    if mark in _CLOSING_SINGLE:
        return _closing_single(body, opening, ahead)
    stop = ahead.find("\n", start)
    while True:
        end = min(ahead.find(close, start) for close in _CLOSES[mark])
        if end < stop:
            return end
        # A quotation goes on in the next paragraph if that opens with the mark again.
        following = re.compile(rf"\s*{re.escape(mark)}").match(body, stop)
        if following is None or stop - opening.end() > _LONGEST_QUOTATION:
            return stop if stop - opening.end() <= _LONGEST_QUOTATION else None
        start, stop = following.end(), ahead.find("\n", following.end())


def _closing_single(body: str, opening: re.Match[str], ahead: _Ahead) -> int | None:
    if _LEFT_OUT.match(body, opening.start()):
        return None
    stop = min(ahead.find("\n", opening.end()), opening.end() + _LONGEST_QUOTATION)
    best: int | None = None
    for match in _CLOSING_SINGLE[opening[0]].finditer(body, opening.end(), stop):
        if body[match.start() - 1] in ",.!?\u2026":
            return match.start()
        if best is None and body[match.start() - 1] != "s":
            best = match.start()  # "the lads' lunches" closes nothing, if a better end follows
        elif best is None and match.start() - opening.end() < 30:
            best = match.start()
    if best is None or "\n" in body[opening.end() : best]:
        return None
    before = body[max(opening.start() - 20, 0) : opening.start()]
    return best if opening.start() == 0 or _INTRODUCES.search(before) else None


def _look(body: str, span: Span, quotations: Sequence[Span]) -> _Sentence:
    start, end = span
    first = bisect_right(quotations, (start, start)) - 1
    inside: list[Span] = []
    for number in range(max(first, 0), len(quotations)):
        left, right = quotations[number]
        if left >= end:
            break
        if right > start:
            inside.append((max(left, start), min(right, end)))
    outside, at = [], start
    for left, right in inside:
        outside.append(body[at:left])
        at = right
    outside.append(body[at:end])
    quoted_words = sum(len(_WORD.findall(body[left:right])) for left, right in inside)
    rest = " \u2026 ".join(outside)
    return _Sentence(
        start, end, tuple(inside), quoted_words + len(_WORD.findall(rest)), quoted_words, rest
    )


def _tells_own_life(told: Sequence[_Sentence]) -> bool:
    """Whether a story is told in the first person by the one whose life it is, or a relative."""
    speaking = [one for one in told if one.words > one.quoted_words]
    if not speaking:
        return bool(told)
    first = sum(bool(_FIRST.search(one.outside)) for one in speaking)
    we = sum(bool(_FIRST_OR_WE.search(one.outside)) for one in speaking)
    third = sum(bool(_THIRD.search(one.outside)) for one in speaking)
    staff = sum(bool(_STAFF_TELLING.search(one.outside)) for one in speaking)
    if staff and staff * 6 >= len(speaking) and third >= first:
        return False
    if first:
        return first * 8 >= len(speaking) or first > third
    # Without "I" it may still be somebody's own ("We got the keys"), or too short to tell.
    return (we > third and not staff) or (len(speaking) <= 3 and not third and not staff)


def _quotes_enough(body: str, one: _Sentence) -> bool:
    """Whether a sentence is mainly what somebody said, not an account with a word in marks."""
    if one.quoted_words < 3:
        return one.is_whole
    share = one.quoted_words / one.words
    if one.is_whole or share >= 0.6:
        return True
    left, right = one.longest
    says = _SAYS.search(one.outside) is not None
    speaks = _FIRST_OR_WE.search(body[left:right]) is not None
    if body[max(one.start, left - 3) : left].startswith(":") and says:
        return True
    return one.quoted_words >= 5 and says and (share >= 0.4 or (speaks and share >= 0.3))


class _Ear:
    """Hears who a story's quotations are by."""

    def __init__(self, body: str, quotations: Sequence[Span]) -> None:
        self._body = body
        self._staff = _staff_names(body)
        self._quotations = quotations
        self._said_by: dict[int, str] = {}
        before = ""
        for number, (start, end) in enumerate(quotations):
            who = self._tagged(start, end)
            if not who and number and self._runs_on(quotations[number - 1][1], start):
                who = before  # "I never did," she said. "I do now."
            self._said_by[start] = before = who

    def hear_own(self, one: _Sentence) -> Heard:
        """Hear a sentence of somebody's own telling."""
        if not one.is_whole or one.words < 3:
            return Heard(Voice.OWN)
        who = self._who(one)
        if who == "I" or not (who or self._is_longer(one)):
            return Heard(Voice.OWN)
        return Heard(Voice.TOLD, _short(who))

    def hear_told(self, one: _Sentence, own_words: Sequence[tuple[int, int, str]]) -> Heard:
        """Hear a sentence of an account by somebody else."""
        for start, end, name in own_words:
            if start <= one.start < end:
                return Heard(Voice.QUOTED, name)
        if not _quotes_enough(self._body, one):
            return Heard(Voice.TOLD)
        who = self._who(one)
        if who in ("I", "They", "they") or self._is_staff(who, one):
            return Heard(Voice.TOLD, _short(who))
        return Heard(Voice.QUOTED, STORYTELLER if who in _PRONOUNS else _short(who))

    def _who(self, one: _Sentence) -> str:
        start, _ = self._whole_of(one)
        return self._said_by.get(start, "")

    def _whole_of(self, one: _Sentence) -> Span:
        """The quotation, over all its sentences, that most of a sentence's quoted words are of."""
        at = bisect_right(self._quotations, (one.longest[0], len(self._body) + 1)) - 1
        return self._quotations[at]

    def _is_longer(self, one: _Sentence) -> bool:
        start, end = self._whole_of(one)
        return start < one.start - 1 or end > one.end + 1

    def _runs_on(self, end: int, start: int) -> bool:
        between = self._body[end:start]
        return len(between) < _LONGEST_BETWEEN and "\n" not in between

    def _tagged(self, start: int, end: int) -> str:
        """Who a quotation is said to be by, in the words right after or before it."""
        after = _FRAGMENT.match(self._body, end + 1, end + _LONGEST_TAG)
        tail = after[0].lstrip(" ,\u2014\u2013-") if after else ""
        # "It is full." Their officer said: "..." goes on to another's words.
        is_over = self._body[start:end].rstrip().endswith(".") or tail.rstrip().endswith(":")
        for pattern in (_AFTER,) if is_over else (_AFTER, _BEFORE):
            match = pattern.match(tail)
            if match and _is_name(match["who"]):
                return self._named(match["who"], start)
        signed = _SIGNED_AFTER.match(self._body[end + 1 : end + _LONGEST_TAG])
        if signed and _is_name(signed["who"]):
            return signed["who"]
        head = _LAST_FRAGMENT.search(self._body, max(start - _LONGEST_TAG, 0), max(start - 1, 0))
        words = head[0].strip() if head else ""
        if not words.endswith((":", ",")) and not _SAYS.search(words):
            return ""
        found = [
            match["who"]
            for pattern in (_BEFORE, _AFTER, _LABEL_BEFORE)
            for match in pattern.finditer(words)
            if _is_name(match["who"])
        ]
        return self._named(found[0], start) if found else ""

    def _named(self, who: str, start: int) -> str:
        """A pronoun's staff member, if the sentence before is about one; else the words given."""
        if who not in _PRONOUNS:
            return who
        before = _SENTENCE_BEFORE.search(self._body, max(start - 200, 0), max(start - 1, 0))
        opening = re.match(rf"\s*{_WHO}", before[0]) if before else None
        return opening["who"] if opening and self._is_staff(opening["who"], None) else who

    def _is_staff(self, who: str, one: _Sentence | None) -> bool:
        if one is not None and _STAFF_WORDS.search(self._body, one.start, one.end):
            return True
        if not who or who in _PRONOUNS:
            return False
        if who[:1].isupper() and who.split()[0] not in _NOT_NAMES:
            return who in self._staff or who.split()[-1] in self._staff
        return _STAFF.search(who) is not None


_PRONOUNS = frozenset({"she", "She", "he", "He", "they", "They"})
_LONGEST_TAG = 120
_LONGEST_BETWEEN = 80
_FRAGMENT = re.compile(r"[^.!?\n\"\u201c]*")
_LAST_FRAGMENT = re.compile(r"[^!?\n\"\u201d.]*\Z")
_SENTENCE_BEFORE = re.compile(r"[^.!?\n]*[.!?]?[ \"\u201c'\u2018]*\Z")


def _is_name(who: str) -> bool:
    return who in _PRONOUNS or who == "I" or " " in who or who not in _NOT_NAMES


def _staff_names(body: str) -> frozenset[str]:
    """Return the names, and first names, of people the text calls staff."""
    names: set[str] = set()
    for match in _STAFF_NAMED.finditer(body):
        name = match["after"] or match["before"]
        if name.split()[0] not in _NOT_NAMES:
            names.add(name)
            names.update(part for part in name.split() if len(part) > 2)
    return frozenset(names - {"Mr", "Mrs", "Ms", "Miss", "Dr"})


def _is_staff_label(label: str) -> bool:
    words = {word.lower().strip(".:") for word in label.split()}
    return bool(words & _STAFF_LABELS) or (is_role_label(label) and bool(_STAFF.search(label)))


def _own_words(body: str) -> Iterator[tuple[int, int, str]]:
    """Yield stretches set apart as somebody's own words: (start, end, whose)."""
    for match in _OWN_WORDS.finditer(body):
        start = match.end()
        # To the next heading: a short line of its own that ends without a full stop.
        heading = re.compile(r"^(?=.{1,60}$)[^.!?\n\"\u201d]*$(?=\n)", re.MULTILINE)
        following = heading.search(body, _next_text(body, start))
        while following and not following[0].strip():
            following = heading.search(body, following.end() + 1)
        end = following.start() if following else len(body)
        name = match["who"] or match["said"] or match["story"] or STORYTELLER
        yield start, end, STORYTELLER if name.lower() in ("she", "he", "they") else name


def _next_text(body: str, start: int) -> int:
    while start < len(body) and body[start].isspace():
        start += 1
    return start


def _short(who: str) -> str:
    who = who.strip(" ,.")
    return who[:_LONGEST_NAME] if who not in _PRONOUNS and who != "I" else ""
