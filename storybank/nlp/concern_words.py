"""What the finder of concerns sees of a sentence: its words, what they are about, known shapes.

Training and reading share this file, and nothing here is learnt.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

WINDOW = 4  # sentences judged together: harm is told over a few, in passing
LONGEST = 60  # words; what has no full stop is cut into pieces that can be judged
_WORD = re.compile(r"[a-z][a-z'-]*|\d+")

# Words by what they are about: harm is told in pairs of these ("nephew" with "card").
_ABOUT_TEXT = {
    "kin": """
        son daughter nephew niece grandson granddaughter uncle auntie aunt cousin brother
        sister husband wife boyfriend girlfriend partner stepdad dad father mum mam
        mom mother nan gran grandad mother-in-law brother-in-law sister-in-law
        daughter-in-law son-in-law fella feller bloke lodger neighbour mate mates
        pal friend lads lad landlord landlady boss gaffer foreman madam man men
        guardian ex""",
    "money": """
        card cards pension purse wallet wages wage salary pay bank account book benefits
        benefit giro pin statement money cash savings universal pip bursary fare
        allowance tenner fiver pounds pound""",
    "papers": """
        passport passports documents papers visa id will form forms slips""",
    "hold": """
        holds hold keeps keep has took takes take minds minding looks gets manages deals
        sees draws collects controls counted counts gives""",
    "forbid": """
        allowed let lets permitted supposed mustn't won't likes prefers doesn't don't isn't""",
    "lock": """
        lock locked locks key keys bolt bolts shut tied tie hook chain padlock padlocked
        door room cupboard wardrobe cellar shed loft garage cubicle""",
    "mark": """
        bruise bruises bruised mark marks burn burns scratch scratches split lip swollen
        sore sores cut cuts black""",
    "body": """
        arm arms wrist wrists back leg legs neck face eye eyes cheek ribs hand hands fingers
        hair feet foot heel skin shoulder head""",
    "hit": """
        hit hits slap slaps slapped punch punches kick kicks shove shoved push pushed pushes
        pulls pull grabs grab shook shaken thump belt fist strangle choke throws
        throw threw hurts hurt bites nips drag drags rough""",
    "shout": """
        shout shouts shouting temper mood angry laughs threatens says""",
    "hunger": """
        hungry starving thin thinner weight eat eats eating food fridge biscuits crusts
        dinner toast bread meal meals stone lunch belt""",
    "dirt": """
        same smell smells smelt nits wet soiled dirty filthy unkempt shirt clothes jumper
        leggings shorts sleepsuit nappy pad mess flies rats wash washed bath sheet
        sheets bag bags newspapers hoard dressing wound bandage""",
    "sex": """
        touch touches touching kiss undress pictures photo photos naked costume game secret
        bed cuddle favours""",
    "secret": """
        secret tell telling told nobody anyone quiet worry lowered whispered""",
    "fear": """
        scared frightened afraid fear flinched flinch dread hide hides hiding careful safe
        cry cries crying""",
    "alone": """
        alone own nobody night nights late midnight left out locked""",
    "medicine": """
        tablets tablet pills insulin medicine medication doctor hospital nurse surgery
        inhaler""",
    "debt": """
        owe owes owed debt work working passport ticket caravan shift shifts deduct debts
        loan""",
    "errand": """
        bag bags packages parcels stuff drop errand errands run runs trainers phone phones
        lift lifts car bike vapes""",
    "refuse": """
        refuses refused declined won't can't hasn't stopped bother""",
    "away": """
        visitors callers visit answers answer asleep letters ring rings phone home""",
    "over": """
        used was were had ago years before then until since ended closed ex former left
        moved settled now finished sorted resolved convicted died dead""",
    "settled": """
        referred concluded closed reviewed plan investigated policy training trained course
        poster leaflet""",
}
_ABOUT: dict[str, tuple[str, ...]] = {}
for _name, _text in _ABOUT_TEXT.items():
    for _one in _text.split():
        _ABOUT[_one] = (*_ABOUT.get(_one, ()), _name)

_SHAPES_TEXT = {
    "poor-bed": (
        r"\b(?:sleep(?:s|ing)?|lives?|living|stays?)\b[^.]{0,20}\b(?:in|by|under|over|"
        "on) (?:the|a|his|her|their|my) (?:boiler|stairs?|shed|loft|garage|porch|bath|cellar|"
        "wardrobe|car|van|caravan|landing|hall|lock-?up|store|kitchen floor|shop|back room|"
        r"box room|utility|chair|armchair|passage|tent)\b"
    ),
    "lock-outside": r"\b(?:lock|bolt|hook|key|padlock|chain)\w*\b[^.]{0,30}\b(?:outside|my side)\b",
    "papers-kept": (
        r"\b(?:passports?|papers|documents|visa|phones?)\b[^.]{0,40}\b(?:kept|keeps|holds?|"
        r"drawer|safe|takes?|took|has|box)\b"
    ),
    "wage-kept": (
        r"\bwages?\b[^.]{0,40}\b(?:kept|keeps?|held|not had|owed|for (?:her|him|them)|"
        r"takes?)\b|\b(?:not|hasn't|haven't|never)(?: \w+){0,2} (?:paid|wages)\b"
    ),
    "card-kept": (
        r"\b(?:holds?|keeps?|minds?|has|took|takes|looks after)\b[^.]{0,15}\b(?:card|pension|"
        r"bank book|purse|money)\b"
    ),
    "answers-for": (
        r"\b(?:answer|speak|talk|repl)\w*\b[^.]{0,15}\b(?:for|before) (?:him|her|them|me)\b|"
        r"\b(?:he|she|husband|nephew|son|brother|uncle|mother-in-law)\b[^.]{0,25}\b"
        r"(?:answer(?:ed|s)|does all the talking|did all the talking)\b"
    ),
    "not-to-tell": (
        r"\b(?:not to|mustn't|don't|wasn't to|isn't to|not supposed to|"
        r"asked (?:\w+ ){1,3}not to) (?:say|tell|mention|worry|talk)\b|\b(?:our|a) secret\b"
    ),
    "not-allowed": (
        r"\b(?:not|isn't|aren't|wasn't|never) (?:allowed|let|permitted|to (?:be|go|have|come|"
        r"ring|use|sit|see))\b|\b(?:doesn't|don't|won't) (?:like|let|want|have) (?:me|her|him|"
        r"us)\b"
    ),
    "child-age": (
        r"\b(?:is|he's|she's|about|only|looks|looked|aged) (?:[2-9]|1[0-7]|four|five|six|"
        r"seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)\b"
    ),
    "alone-child": (
        r"\b(?:nobody|no one|no-one)(?:'s| is| was)? (?:in|up|there|home)\b|\b(?:on (?:his|"
        r"her|their) own|by (?:him|her|them)sel\w+)\b[^.]{0,30}\b(?:night|till|until|dark)"
    ),
    "same-clothes": (
        r"\bsame (?:\w+ ){0,2}(?:shirt|clothes|jumper|leggings|shorts|trousers|dress|coat|"
        r"dressing gown|nappy|pad|socks|trunks|top|sleepsuit|things)\b"
    ),
    "thin": (
        r"\b(?:thin(?:ner)?|lost (?:weight|\w+ (?:stone|kilos?))|(?:last|"
        r"down) (?:\w+ ){0,2}(?:hole|holes|notch|notches|stone)|wraps round|hangs off|"
        r"skin and bone|hungry|starving)\b"
    ),
    "mark-told": (
        r"\b(?:mark|bruis|burn|scratch|black eye|swollen|split lip|stripes?|bite|"
        r"sores?)\w*\b[^.]{0,70}\b(?:says?|said|told|put it down|explained|(?:he|she|they|him|"
        r"her|his|them|their|who))\b"
    ),
    "strangers": (
        r"\b(?:people|men|lads|blokes|boys|cars?|fellers?|strangers)\b[^.]{0,40}\b(?:stairs|"
        "in the morning|come and go|coming and going|all hours|don't know|different|"
        r"moved in)\b"
    ),
    "older": (
        r"\b(?:older|grown|different|new) (?:man|men|lad|lads|boy|boys|fella|feller|boyfriend|"
        r"bloke)\b|\b(?:car|van|motor|golf)\b[^.]{0,30}\b(?:waits?|picks?|fetch\w*|outside|"
        r"parked)\b"
    ),
    "gifts": (
        r"\b(?:gives?|gets?|got|buys?|bought|pays?)\b[^.]{0,12}\b(?:trainers|phone|phones|"
        r"nails|vapes|coat|cigarettes|bike)\b"
    ),
    "carries": (
        r"\b(?:mind|carry|drop|deliver|take|takes|run|runs|fetch|hold|stash)\w*\b[^.]{0,15}\b"
        r"(?:bags?|stuff|packages?|parcels?|things|errands?)\b[^.]{0,20}\bfor\b"
    ),
    "owes": r"\b(?:ow(?:e|es|ed|ing)|work(?:s|ing)? (?:it|that) off|debt|paid off)\b",
    "unseen": (
        r"\b(?:not|hasn't|haven't|never)\b[^.]{0,20}\b(?:seen|been out|been seen|come out|"
        r"opened)\b[^.]{0,20}\bsince\b|\b(?:through the (?:door|letter ?box|flap)|"
        r"on the chain)\b"
    ),
    "rotting": r"\b(?:smell|stink|flies|maggots|rats|weeping|leaking|green|soaked|sodden)\b",
    "nonmedical": (
        r"\b(?:stopped|not|hasn't|won't|off|refus\w+|run out)\b[^.]{0,25}\b(?:tablets|insulin|"
        r"medicine|medication|doctor|nurse|eating|washing)\b"
    ),
    "worse-mood": r"\b(?:temper|mood|kicks? off|loses it|a drink|flies off)\b",
    "body-hurt": (
        r"\b(?:hits?|slaps?|slapped|punch\w*|kicks?|shakes?|shook|shaken|grabs?|pulls?|"
        r"pinch\w*|drags?|chok\w+|push\w+|throws?)\b[^.]{0,12}\b(?:me|him|her|us|them|mum|mam|"
        r"dad|my|his)\b"
    ),
    "fear": r"\b(?:scared|frightened|afraid|terrified|flinch\w*|careful what|wary|cower\w*)\b",
    "goes-quiet": (
        r"\b(?:quiet|looked at (?:him|her)|lowered|whisper\w*|stopped talking|"
        r"hands? away)\b"
    ),
    "hides": r"\b(?:hides?|hiding|chair (?:under|against)|under the (?:bed|handle)|wardrobe)\b",
    "pocket": (
        r"\b(?:gives? me|gets|is given|allows|lets me have) (?:\w+ ){0,2}(?:pounds?|quid|"
        r"tenner|fiver|£?\d+)\b"
    ),
    "signs": r"\b(?:sign|signs|signed)\b[^.]{0,30}\b(?:for|over|it|slips?|form|paper|papers)\b",
    "self-harm": (
        r"\b(?:kill|end) (?:myself|himself|herself|it all)\b|\bcutting\b|\b(?:don't|"
        r"doesn't) want to be here\b|\bbetter off (?:without|dead)\b"
    ),
    "reported": (
        r"\b(?:put it|written|wrote it|passed (?:it )?on|told (?:the|my) (?:office|manager|"
        r"supervisor|head)|no box|under other|mentioned it|reported)\b"
    ),
    "past": (
        r"\b(?:years ago|used to|back then|when i was|my ex|her ex|his ex|former|"
        r"at that time)\b"
    ),
    "ended": (
        r"\b(?:arrested|convicted|prison|court|injunction|refuge|moved out|left him|divorced|"
        r"closed|rehoused|sorted|no longer|not any ?more|since then)\b"
    ),
    "asked-for": (
        r"\b(?:because i asked|i asked (?:her|him|them)|power of attorney|deputy|appointee|"
        r"receipts?|agreed)\b"
    ),
}
_SHAPES = tuple(
    (name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SHAPES_TEXT.items()
)


# What is told as long past, with nothing in the same breath that says it goes on.
_OVER = re.compile(
    r"\b(?:used to (?!it\b|that\b|her\b|him\b|the\b|my\b|them\b|being\b)|years ago|back then|"
    r"in them days|in those days|when (?:i|he|she) was (?:a|an|\d+|in|six|seven|eight|nine|"
    "ten|little|young|small)|before (?:we|i|she|he) left|my ex|her ex|his ex|ex-husband|"
    r"ex-partner|former (?:partner|husband|wife)|that(?:'s| was) (?:\w+ ){1,3}(?:years?|"
    r"months) (?:ago|back)|historical|in (?:19[4-9]\d|200\d|201\d))"
)
_GOES_ON = re.compile(
    r"\b(?:still|again|now|lately|these days|this (?:week|month|morning)|yesterday|"
    "last (?:week|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|found|"
    r"outside|every)\b"
)


def is_over(sentence: str) -> bool:
    """Say whether a sentence tells of what is long past and says of nothing that it goes on."""
    text = sentence.lower().replace("\u2019", "'")
    return _OVER.search(text) is not None and _GOES_ON.search(text) is None


def features_of(sentence: str) -> list[str]:
    """Return what can be weighed of a sentence: words, pairs of words, what about, shapes."""
    if is_over(sentence):
        return ["[over]"]
    text = sentence.lower().replace("\u2019", "'")
    words = ["#" if one[0].isdigit() else one.strip("'-") for one in _WORD.findall(text)]
    about = sorted({name for word in words for name in _ABOUT.get(word, ())})
    return [
        *words,
        *(f"{first} {second}" for first, second in itertools.pairwise(words)),
        *(f"<{name}>" for name in about),
        *(f"{one}&{other}" for at, one in enumerate(about) for other in about[at + 1 :]),
        *(f"[{name}]" for name, shape in _SHAPES if shape.search(text)),
    ]


def cut_pieces(sentences: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (number of the sentence, words), a long sentence in pieces."""
    for number, sentence in enumerate(sentences):
        words = sentence.split()
        if len(words) <= LONGEST:
            yield number, sentence
            continue
        for at in range(0, len(words), LONGEST):
            yield number, " ".join(words[at : at + LONGEST])


def cut_windows(length: int, size: int = WINDOW) -> list[tuple[int, int]]:
    """Return the half-open windows of a row of ``length`` pieces, each one piece further on."""
    return (
        [(at, min(at + size, length)) for at in range(max(length - size + 1, 1))] if length else []
    )
