"""What in a text may tell who somebody is, found by rules for people to accept or refuse.

Numbers and addresses have shapes of their own. Names have none but the capital letter, so
they are found by what stands beside them (a title, "my name's", a speaker's label), by a list
of first names, and else by a capital inside a sentence that no list explains away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from storybank.nlp.name_lists import FIRST_NAMES, OTHER_CAPITALS, PLACES, WORD_NAMES
from storybank.nlp.names import NameFinder
from storybank.nlp.reading import SuggestedIdentifier
from storybank.nlp.turns import is_masked_label, is_role_label, split_turns

Found = tuple[int, int, str]

_CAP = r"[A-Z\u00c0-\u00de][\w'\u2019\-]{0,40}"
_NAME = (
    r"(?:(?:O['\u2019]|Mc|Mac|[dD]['\u2019])?[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{1,30}"
    r"(?:-[A-Z][a-z\u00df-\u00ff]{1,30}){0,3})"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:19|20)?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:19|20)\d\d|{_MONTH}"
    rf" \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d)"
)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NUMBER_RUN = re.compile(r"(?<![\w+])\+?\(?\d[\d \u00a0()\-]{7,17}\d(?!\w)")
_NI = re.compile(r"\b[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d]\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
_FULL_DATE = re.compile(rf"(?<![\w/]){_DATE}(?![\w/])", re.IGNORECASE)
_BORN_BESIDE = re.compile(
    r"\b(?:born|DOB|D\.O\.B\.?|date of birth|birthday|birth date)\b[^\n]{0,40}\n?[^\n]{0,20}$",
    re.IGNORECASE,
)
# Stories tell of the last few years; an older full date is a birthday or tells as much.
_LONG_AGO = 2019
_NHS_BESIDE = re.compile(r"\bNHS\b[^\n]{0,40}$", re.IGNORECASE)

_SURE_STREET = (
    "Street|Road|Avenue|Terrace|Crescent|Close|Lane|Drive|Mews|Wynd|Gardens|Grove|Row|Rd|Ave"
)
_LIKELY_STREET = (
    "Court|Place|Way|Walk|Croft|Fold|House|Rise|Square|Steps|Brae|Parade|Yard|Vale|View|Mount|Hill|"
    "Green|Gate|Lodge|Heights|Tower|Towers|Point|Buildings|Cottages|Villas|Bank|Park|Quay|Loan|Gait"
)
_FLAT = r"(?:(?:Flat|Apartment|Unit|Room) \d{1,4}[A-Za-z]?,? )"
_NUMBERED = re.compile(
    rf"\b{_FLAT}?(?:\d{{1,4}}[A-Za-z]?,? (?:{_CAP} ){{1,3}}(?:{_SURE_STREET}|{_LIKELY_STREET})\b"
    rf"|(?<=, )(?:{_CAP} ){{1,3}}(?:{_SURE_STREET}|{_LIKELY_STREET})\b)"
)
_STREET = re.compile(
    rf"\b(?:{_CAP} ){{1,2}}(?:{_SURE_STREET}|Place|Croft|Rise|Fold|Brae)\b(?! {_CAP})"
)
_NUMBERED_BARE = re.compile(
    rf"(?<![\w/.])\d{{1,3}}[a-z]? (?:{_CAP} ){{1,2}}(?:{_SURE_STREET}|{_LIKELY_STREET}|{_CAP})\b"
)

_SCHOOL = re.compile(
    rf"\b(?:(?:St\.? )?{_CAP} (?:(?:y|of|the|and) )?){{1,3}}(?:(?:Primary|Secondary"
    rf"|High|Infants?|Junior|Grammar|Special|Nursery)"
    r" School|Sixth Form|Primary|School|Academy|College|Juniors|Infants"
    r"|Nursery|High)\b(?! (?:Street|Road|Lane))"
    rf"|\bYsgol (?:{_CAP} (?:y )?){{0,3}}{_CAP}"
)
_WORKPLACE = re.compile(
    rf"\b(?:{_CAP} (?:and )?){{1,3}}(?:Bakery|Blinds|Beds|Steel|Castings|Garments|Chemist|Pharmacy|"
    r"Dental Practice|Practice|Surgery|Fish Bar|Fencing|Works|Stores"
    r"|Mutual|Motors|Builders|Foods|Foundry|"
    r"Mill|Mills|Shipyard|Dry Dock|Business Court|Hospital|General"
    r"|Infirmary|Caf[e\u00e9]|Restaurant|Garage)"
    rf"(?: and (?!I\b){_CAP})?\b"
)
_ANY_WORD = re.compile(r"[^\W\d_][\w'\u2019\-]*")
_SHORT_TITLES = frozenset(["mr", "mrs", "ms", "dr"])
_BEGINNING = re.compile(r"(?<!\w)\w+")
_ONLY_INITIAL = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z]\.?")
_HOLDS_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\b")
_OF_SOMEBODY = re.compile(r"^\w+['\u2019]s$")
_ENDS_AS_SCHOOL = re.compile(
    r"\b(?:School|Primary|High|Academy|College|Nursery|Infants?|Juniors?|Secondary|Sixth Form)$"
)
_ENDS_AS_STREET = re.compile(rf" (?:{_SURE_STREET})$")
_TITLE_WORDS_TEXT = """
    mr mrs ms miss mx dr prof professor sir lady councillor cllr coach sister auntie aunty aunt
    uncle father rev reverend nurse pastor captain sergeant corporal major constable big old little
    young and senior junior nan nana gran granny grandad the"""
_TITLE_WORDS = frozenset(_TITLE_WORDS_TEXT.split())
# A public body or a big firm is no private person's workplace.
_ORDINARY_TEXT = "the a our my his her their old new royal at in from to for and of st"
_ORDINARY = frozenset(_ORDINARY_TEXT.split())

_TITLE = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Lady|Councillor|Cllr|Coach|Sister|Auntie|Aunty"
    rf"|Aunt|Uncle|Father|Rev|Reverend|Nurse|Pastor|Captain|Sergeant|Corporal|Major|Constable)\b\.?"
    rf"(?: and (?:Mr|Mrs|Ms|Dr)\b\.?)? (?P<name>{_NAME}(?: {_NAME}){{0,2}})"
)
_BIG = re.compile(rf"\bBig (?P<name>{_NAME})")
_NAMED = re.compile(
    r"(?:\b[Mm]y name(?: is|['\u2019]s)|\b[Mm]e name(?: is|['\u2019]s)|\bcalled"
    r"|\bnamed|\b[Nn]ame:|\b[Ii]t['\u2019]s|\b[Ii]['\u2019]m|"
    rf"\b[Ii] am|\b[Ff]rom|\b[Ss]igned,?|\b[Oo]ur|\b[Cc]ontact:?)"
    rf" (?P<name>{_NAME}(?: {_NAME}){{0,2}})"
)
_KIN = re.compile(
    r"\b(?:pal|mate|friend|neighbour|wife|husband|partner|son|daughter|lad|lass|sister|brother|mother"
    r"|father|cousin|niece|nephew|aunt|uncle|grandson|granddaughter|grandad|gran|nan|boss|manager"
    rf"|worker|mentor|lady called|man called|woman called),? (?P<name>{_NAME}(?: {_NAME})?)"
)
_CAPITALS = re.compile(rf"(?<![\w@.]){_NAME}(?: {_NAME})*")
_SENTENCE_END = re.compile(
    r"(?:^|[.!?:\u2026\n][\"'\u201d\u2019)]*\s*[\"'\u201c\u2018(]?|[\"\u201c]|[-*>#] )$"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|outside|through|around|towards|across|over|up|down"
    r"|round|the|of|for|into|on|a|an|The|In|At)\s+$"
)
_PLACE_AFTER = re.compile(
    r"\s+(?:Road|Street|Park|Hall|Centre|Center|Council|Club|Library"
    r"|Church|Mosque|Hospital|Market|Station|Estate|"
    r"Group|Project|Trust|Way|House|Hill|School|College|Academy|Primary"
    r"|Forum|Partnership|Festival|Line|Dock)\b"
)


def find_identifiers(
    body: str, kind: str, names: NameFinder | None = None
) -> tuple[SuggestedIdentifier, ...]:
    """Return the stretches that may identify somebody, in order and not overlapping.

    ``names`` is the trained finder; without it the rules do what they can alone. Every place
    where a name is met is returned, not only the first.
    """
    text = _recased(body)
    taken: list[Found] = []
    for finder in (_find_emails, _find_ni, _find_births, _find_numbers, _find_postcodes):
        _take(taken, finder(body))
    if names is None:
        _take(taken, _find_organisations(text))
        _take(taken, _find_addresses(text))
        _take(taken, _find_labels(body, kind))
        _take(taken, _find_people(text))
    else:
        _take(taken, _find_labels(body, kind))
        _take_longest(taken, _join(text, list(_trained(text, names))))
        _take(taken, _find_again(text, taken))
    taken.sort()
    return tuple(SuggestedIdentifier(s, e, body[s:e], type_) for s, e, type_ in taken)


def _recased(body: str) -> str:
    """A text in capitals or in small letters only, with capitals where names may stand.

    As long as it was, letter by letter; any other text as it is.
    """
    letters = [letter for letter in body if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if len(letters) < 20 or 0.01 * len(letters) < capitals < 0.8 * len(letters):
        return body
    if capitals > len(letters) / 2:
        body = "".join(one.lower() if len(one.lower()) == 1 else one for one in body)
    return _ANY_WORD.sub(lambda word: _with_capital(word[0]), body)


def _with_capital(word: str) -> str:
    plain = re.sub(r"['\u2019]s$", "", word)
    name = plain in FIRST_NAMES and plain not in OTHER_CAPITALS and plain not in WORD_NAMES
    first = word[0].upper()
    return first + word[1:] if (name or plain in _SHORT_TITLES) and len(first) == 1 else word


def _trained(body: str, names: NameFinder) -> Iterator[Found]:
    """What the trained finder says, without what no name looks like."""
    for start, end, type_ in names.find(body):
        words = body[start:end]
        if not re.search(r"[^\W\d_]{2}", words) or not any(letter.isupper() for letter in words):
            continue
        listed = any(word.lower() in FIRST_NAMES for word in words.split())
        if type_ == "PERSON" and words.isupper() and not listed:
            continue  # ADHD; a speaker's label in capitals is found as a label
        kept = _retyped(words, type_)
        if kept:
            yield start, start + len(kept[0]), kept[1]


def _retyped(words: str, type_: str) -> tuple[str, str] | None:
    """What was found, of the type its own words tell; None where it is nothing after all."""
    if type_ == "PERSON":
        return None if _ONLY_INITIAL.fullmatch(words) else (words, type_)
    if _HOLDS_TITLE.search(words):
        return None  # two things run together; the rules find the person
    if type_ == "ADDRESS" and _ENDS_AS_SCHOOL.search(words):
        return words, "SCHOOL_OR_WORKPLACE"
    if type_ == "SCHOOL_OR_WORKPLACE" and _ENDS_AS_STREET.search(words):
        # "the Alma Road" is a way through the town, nobody's address
        return None if words.startswith("the ") else (words, "ADDRESS")
    if _OF_SOMEBODY.search(words) and words[:-2].lower() in FIRST_NAMES:
        return words[:-2], "PERSON"
    return words, type_


def _join(body: str, trained: list[Found]) -> Iterator[Found]:
    """Both voices: all the trained finder says, and all the rules but capitals by elimination."""
    yield from trained
    yield from _find_organisations(body)
    yield from _find_addresses(body)
    yield from _find_people(body, only_sure=True)


def _find_again(body: str, taken: list[Found]) -> Iterator[Found]:
    """Every other place where a person's name, or a part of it, stands."""
    small = set(re.findall(r"(?<![\w'\u2019])[a-z][a-z'\u2019\-]+", body))
    names: set[str] = set()
    for start, end, type_ in taken:
        if type_ == "PERSON":
            words = body[start:end]
            names.add(words)
            names.update(
                word for word in words.split() if _is_name_alone(word) and word.lower() not in small
            )
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        beginning = _BEGINNING.match(name)
        if beginning:
            by_beginning[beginning[0]].append(name)
    for match in _BEGINNING.finditer(body):
        for name in by_beginning.get(match[0], ()):
            if body.startswith(name, match.start()) and _stands_alone(
                body, match.start(), match.start() + len(name), small
            ):
                yield match.start(), match.start() + len(name), "PERSON"
                break


def _stands_alone(body: str, start: int, end: int, small: set[str]) -> bool:
    """Whether a name met again is one here too, and no part of a longer word, place or sentence."""
    if body[end : end + 1].isalnum() or _PLACE_AFTER.match(body[end : end + 14]):
        return False
    words = body[start:end]
    if not _is_known(words) and words.lower() not in small:
        return True
    before = body[max(0, start - 12) : start]
    return not (_starts_sentence(body, start) or _PLACE_BEFORE.search(before))


def _is_name_alone(word: str) -> bool:
    """Whether one word of a name names the person by itself ("Norman", not "Mrs" or "and")."""
    plain = word.lower().rstrip(".")
    return (
        len(plain) > 2 and word[0].isupper() and plain not in _TITLE_WORDS and not _is_known(word)
    )


def _take_longest(taken: list[Found], found: Iterable[Found]) -> None:
    """Add what was found where nothing was before; of two that overlap the longer one."""
    held = {position for start, end, _ in taken for position in range(start, end)}
    for start, end, type_ in sorted(found, key=lambda one: one[0] - one[1]):
        if end > start and held.isdisjoint(range(start, end)):
            taken.append((start, end, type_))
            held.update(range(start, end))


def _take(taken: list[Found], found: Iterator[Found]) -> None:
    """Add what was found where nothing was found before."""
    held = {position for start, end, _ in taken for position in range(start, end)}
    for start, end, type_ in sorted(found, key=lambda one: (one[0], -one[1])):
        if end > start and held.isdisjoint(range(start, end)):
            taken.append((start, end, type_))
            held.update(range(start, end))


def _find_emails(body: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(body):
        end = match.end() - (1 if match[0].endswith(("-", "_")) else 0)
        yield match.start(), end, "EMAIL"


def _find_ni(body: str) -> Iterator[Found]:
    for match in _NI.finditer(body):
        yield match.start(), match.end(), "NI_NUMBER"


def _find_births(body: str) -> Iterator[Found]:
    """Full dates where a birth is spoken of, and those too long ago to be of the story itself."""
    for match in _FULL_DATE.finditer(body):
        beside = body[max(0, match.start() - 70) : match.start()]
        year = re.search(r"(?:19|20)\d\d", match[0])
        if _BORN_BESIDE.search(beside) or (year and int(year[0]) < _LONG_AGO):
            yield match.start(), match.end(), "DATE_OF_BIRTH"


def _find_postcodes(body: str) -> Iterator[Found]:
    for match in _POSTCODE.finditer(body):
        yield match.start(), match.end(), "POSTCODE"


def _find_numbers(body: str) -> Iterator[Found]:
    """Tell telephone numbers from NHS numbers: by length, first digits, check digit, context."""
    for match in _NUMBER_RUN.finditer(body):
        digits = re.sub(r"\D", "", match[0])
        beside = _NHS_BESIDE.search(body, max(0, match.start() - 60), match.start())
        # A number with a wrong check digit may be mistyped, and still tells who it is.
        written_so = digits[0] != "0" and re.fullmatch(r"\d{3}[ -]\d{3}[ -]\d{4}", match[0])
        right = digits[0] != "0" and is_nhs_number(digits)
        if len(digits) == 10 and (beside or written_so or right):
            yield match.start(), match.end(), "NHS_NUMBER"
        elif _is_phone(match[0], digits):
            yield match.start(), match.end(), "PHONE"


def _is_phone(text: str, digits: str) -> bool:
    if text.startswith("+") or digits.startswith("0044"):
        return 11 <= len(digits) <= 15
    return digits.startswith("0") and len(digits) in {10, 11} and not digits.startswith("00")


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits carry a right NHS check digit (modulus 11)."""
    if len(digits) != 10 or not digits.isdigit():
        return False
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(digits[9])


def _find_addresses(body: str) -> Iterator[Found]:
    for pattern in (_NUMBERED, _STREET):
        for match in pattern.finditer(body):
            start = match.start() + _leading_words(match[0])
            if len(body[start : match.end()].split()) > 1:
                yield start, match.end(), "ADDRESS"
    for match in _NUMBERED_BARE.finditer(body):
        words = match[0].split()[1:]
        before = body[max(0, match.start() - 24) : match.start()]
        lives_there = re.search(
            r"\b(?:at|to|on|of|from|in|live|lives|is|number)\s+$|(?:^|\n)$", before
        )
        if lives_there and not any(_is_known(word) for word in words):
            yield match.start(), match.end(), "ADDRESS"


def _leading_words(text: str) -> int:
    """Return how many characters of ordinary words ("The", "In") a match begins with."""
    length = 0
    for word in text.split(" ")[:-1]:
        if word.lower() not in _ORDINARY or word[0].isdigit() or word == "St":
            break
        length += len(word) + 1
    return length


def _find_organisations(body: str) -> Iterator[Found]:
    for pattern in (_SCHOOL, _WORKPLACE):
        for match in pattern.finditer(body):
            start = match.start() + _leading_words(match[0])
            words = body[start : match.end()].split()
            if len(words) > 1 and not _is_everyday(words):
                yield start, match.end(), "SCHOOL_OR_WORKPLACE"
    for match in re.finditer(
        rf"\b(?:at|from|to) (?P<name>St\.? {_NAME}['\u2019]s)(?! {_CAP})", body
    ):
        yield match.start("name"), match.end("name"), "SCHOOL_OR_WORKPLACE"


def _is_everyday(words: list[str]) -> bool:
    """Words such as "Further Education College" name no one place."""
    plain = {"further", "education", "junior", "primary", "secondary", "high", "sunday", "night"}
    return all(word.lower() in plain or _is_known(word) for word in words[:-1]) and len(words) < 3


def _find_labels(body: str, kind: str) -> Iterator[Found]:
    for turn in split_turns(body, kind):
        label = turn.speaker_label
        if label is None or is_role_label(label) or is_masked_label(label):
            continue
        if label.lower() not in OTHER_CAPITALS:
            start = body.index(label, turn.start)
            yield start, start + len(label), "PERSON"


def _find_people(body: str, *, only_sure: bool = False) -> Iterator[Found]:
    """People by what stands beside them, by the lists and, unless only the sure, by elimination."""
    names: set[str] = set()
    for match in _TITLE.finditer(body):
        yield match.start(), match.end(), "PERSON"
        names.update(match["name"].split())
    for match in _BIG.finditer(body):
        yield match.start(), match.end(), "PERSON"
    for match in _NAMED.finditer(body):
        words = match["name"].split()
        if not any(_is_known(word) for word in words) and _is_sure(body, match, words):
            names.update(words)
            yield match.start("name"), match.end("name"), "PERSON"
    for match in _KIN.finditer(body):
        first = match["name"].split()[0].lower()
        if first in WORD_NAMES or not _is_known(first):
            yield match.start("name"), match.end("name"), "PERSON"
    if not only_sure:
        names |= _unexplained_names(body)
    for match in _CAPITALS.finditer(body):
        yield from _names_within(body, match, names)


def _is_sure(body: str, match: re.Match[str], words: list[str]) -> bool:
    """Say whether the lead-in is enough; "from" or "our" is only before a known first name."""
    lead = body[match.start() : match.start("name")].lower()
    if "name" in lead or "called" in lead:
        return True
    return words[0].lower() in FIRST_NAMES


def _is_known(word: str) -> bool:
    plain = re.sub(r"['\u2019]s$", "", word).lower()
    return plain in PLACES or plain in OTHER_CAPITALS


def _starts_sentence(body: str, start: int) -> bool:
    return _SENTENCE_END.search(body[max(0, start - 6) : start]) is not None or start == 0


def _unexplained_names(body: str) -> set[str]:
    """Return capitalised words inside sentences that are no place and no other known word."""
    small = set(re.findall(r"(?<![\w'\u2019])[a-z][a-z'\u2019\-]+", body))
    names = set()
    for match in _CAPITALS.finditer(body):
        words = match[0].split()
        if _starts_sentence(body, match.start()):
            continue
        before, after = (
            body[max(0, match.start() - 12) : match.start()],
            body[match.end() : match.end() + 14],
        )
        if len(words) > 2 or _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after):
            continue
        if all(not _is_known(word) and word.lower() not in small for word in words):
            names.update(words)
    return names


def _names_within(body: str, match: re.Match[str], names: set[str]) -> Iterator[Found]:
    """Yield the runs of name words inside a run of capitalised words."""
    run: list[tuple[int, int]] = []
    is_person = False
    if _PLACE_AFTER.match(body[match.end() : match.end() + 14]) or _ENDS_AS_STREET.search(match[0]):
        return
    for word in re.finditer(r"\S+", match[0]):
        start, end = match.start() + word.start(), match.start() + word.end()
        is_first = word[0].lower() in FIRST_NAMES and (
            word[0].lower() not in PLACES | OTHER_CAPITALS
        )
        surname = bool(run) and is_person and not _is_known(word[0])
        if is_first or surname or (word[0] in names and not _is_known(word[0])):
            run.append((start, end))
            is_person = is_person or is_first or word[0] in names
        else:
            if run and is_person:
                yield run[0][0], run[-1][1], "PERSON"
            run, is_person = [], False
    if run and is_person:
        yield run[0][0], run[-1][1], "PERSON"
