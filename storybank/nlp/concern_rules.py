"""Known shapes of harm that goes on now: rules written by hand over single sentences.

It errs towards asking a person to look. People tell of harm in bland words ("he gets me
food"), so the rules look for its known shapes (somebody else holds the bank card, a key turned
on a person, marks that are explained away, a wish that it be kept quiet) more than for
strong words. What is said to be over is let be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape of words and how much one sentence of it weighs; ENOUGH alone raises a concern."""

    pattern: re.Pattern[str]
    weight: float
    past_counts: bool = False


_PERSONAL = r"(?:his|her|my|me|their|mum's|dad's|gran's|nan's|mam's)"
_CARD = (
    r"(?:bank ?cards?|bank ?books?|cash ?cards?|debit cards?|cards?|pension|purse|benefit money)"
    r"(?! credit)"
)
_NOT_I = r"(?<!\bi )(?<!\bi've )(?<!\bi'd )(?<!\bi have )"
_LET = r"(?:won't|doesn't|don't|never|wouldn't|not) (?:let|lets|allow|allows)"


def _rule(pattern: str, weight: float, *, past_counts: bool = False) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), weight, past_counts)


# Weights are set by hand: 1 where one such sentence should always be looked at by a person.
_RULES = (
    # money and cards in another's hands
    _rule(
        rf"{_NOT_I}\b(?:has|'s got|have got|keeps?|holds?|minds?|looks? after|took|takes|'s had|"
        rf"has had|were holding|minding|got hold of) {_PERSONAL} (?:own )?{_CARD}\b",
        1.0,
    ),
    _rule(r"\btook the bank ?card\b|\bbank ?card'?s? (?:has )?gone (?:walkabout|missing)", 1.0),
    _rule(
        r"\b(?:his|her|my) (?:pension|benefits?|wages|pip|money|universal credit)\b[^.]{0,20}"
        r"\b(?:goes|go|gets paid|is paid) (?:in|to|into|on) (?:the kitty|(?:his|her|their|him)\b)",
        1.0,
    ),
    _rule(r"\bgoes in the kitty\b", 0.7),
    _rule(r"\bask (?:him|her|them) for (?:me|my|her|his)(?: own)? (?:\w+ )?money\b", 0.8),
    _rule(
        r"\b(?:gives|allows|lets) (?:me|her|him) (?:have )?(?:pocket money|a tenner|a fiver)\b", 0.7
    ),
    _rule(
        r"\bsigned (?:something|some papers?|a form|it over|the house)\b[^.]{0,20}"
        r"\b(?:for|to|over) (?:the lad|his|her|him)\b",
        0.6,
    ),
    _rule(r"\bnever amounts to much for the money|\bmoney (?:keeps|is|has been) going\b", 0.8),
    # speaking for, shutting in, keeping away
    _rule(
        r"\banswers for (?:his|her|him)\b|\b(?:does|did) all (?:his|her) (?:answering|talking)\b",
        0.7,
    ),
    _rule(r"\b(?:answer\w*|sp[eo]\w*|talk\w*)\b[^.]{0,40}\bon (?:his|her|their) behalf\b", 0.6),
    _rule(
        r"\bturn(?:s|ed|ing)? the key (?:on|in (?:the|her|his) (?:bed)?room)\b"
        r"|\block(?:s|ing)? (?:him|her|me|them|mum|dad|mam|nan) (?:in|out)\b"
        r"|\bputs? the bolt across\b|\bties? (?:him|her|me) (?:to|in)\b",
        1.0,
    ),
    _rule(r"\bbanging on the (?:window|door) (?:to|last|when|again)\b", 0.6),
    _rule(rf"\b{_LET} (?:me|her|him|us) (?:out|see|go|ring|have|leave|use|talk|speak|work)\b", 0.7),
    _rule(r"\b(?:i'm|she's|he's) not (?:allowed|to be let)\b", 0.5),
    _rule(r"\b(?:checks|goes through|reads|took|keeps) (?:my|her) (?:phone|messages|texts)\b", 0.8),
    _rule(r"\b(?:not up to visitors|told through the door)\b", 0.5),
    _rule(r"\b(?:someone|somebody) had to be in for the door\b", 0.6),
    _rule(r"\b(?:tele)?phone is [\"\u201c]?(?:being mended|away)\b", 0.5),
    _rule(
        r"\b(?:goes|went|gone) (?:all )?quiet when (?:he|she|her|his)\b|\bflinch(?:es|ed)?\b", 0.6
    ),
    # marks explained away, violence, fear
    _rule(
        r"\b(?:bruis\w+|marks?|black eye|scalds?|cigarette burns?)\b[^.]{0,60}"
        r"\b(?:put down to|arms?|forearm|cheek\w*|face|neck|wrists?|says (?:he|she))\b",
        0.8,
    ),
    _rule(r"\bbruises easy\b|\bwalked into (?:a|the) (?:door|cupboard)\b", 0.6),
    _rule(r"\b(?:hits|slaps|punches|kicks|chokes|strangles|grabs) (?:me|her|him|mum|us)\b", 1.0),
    _rule(r"\bchair under (?:the|my) (?:door )?handle\b", 1.0),
    _rule(r"\bcomes in(?:to my room)?\b[^.]{0,50}\b(?:doesn't|won't|don't) (?:go|leave)\b", 1.0),
    _rule(
        r"\b(?:scared|frightened|afraid|terrified) (?:of (?:him|her|them|going home)|to go home)\b",
        0.8,
    ),
    _rule(
        r"(?:n't|\bnot|\bnever) (?:like|want to|want|go|wanna) (?:to )?(?:go |going |be )?home\b",
        0.7,
    ),
    _rule(
        r"\btouch(?:es|ed|ing) (?:me|her|him) (?:where|when|in|up|down)\b", 1.0, past_counts=True
    ),
    _rule(
        r"\bcar\b[^.]{0,40}\b(?:outside|opposite)\b[^.]{0,30}\b(?:gates?|school|twice|again)\b", 1.0
    ),
    _rule(
        r"\b(?:turns up outside|keeps ringing me|watch(?:es|ing) the house|found out where we)\b",
        0.8,
    ),
    # exploitation
    _rule(
        r"\b(?:mind|minds|minding|hold|holds|holding|carry|carries|carrying|drop|drops)"
        r" (?:stuff|things|bags|packages|a bag|parcels) (?:off )?for (?:him|them|this man|a man)\b",
        1.0,
    ),
    _rule(
        r"\b(?:he|they)(?:'s)? (?:gets?|buys?) me (?:food|trainers|a phone|things|vapes|clothes)\b",
        0.7,
    ),
    _rule(
        r"\bgot a (?:new |second )?phone that'?s not (?:his|hers)\b|\b(?:two|second) phones?\b", 0.6
    ),
    _rule(
        r"\bolder (?:men|man|boyfriend|lads|boys|fella)\b[^.]{0,40}\b(?:picks?"
        r"|waits?|buys?|gives?)\b",
        0.9,
    ),
    _rule(r"\bpeople on the stairs at\b|\bpeople come in that don't live\b", 0.5),
    _rule(
        r"\b(?:moved|moving) (?:himself|themselves|herself) in\b|\btaken over (?:his|her) flat\b",
        0.8,
    ),
    _rule(r"\b(?:has|holds?|keeps|'s got) (?:our|his|her|their|my) passports?\b", 1.0),
    _rule(
        r"\b(?:work|works|working) (?:it|the debt) off\b|\bowes?"
        r" (?:him|them) for the (?:journey|room)",
        0.8,
    ),
    _rule(r"\b(?:boss|gaffer|man) keeps (?:our|their|my|his) (?:wages|money)\b", 0.9),
    _rule(
        r"\b(?:asks|sends|sent|wants) (?:me |him |her )?(?:for"
        r" )?(?:pictures|photos) of (?:me|her)\b",
        0.8,
    ),
    # neglect, and neglect of oneself
    _rule(
        r"\b(?:nobody|no one|there'?s no(?:body| one)) in\b[^.]{0,15}"
        r"\b(?:till|until) (?:\w+ ){1,3}(?:most|at|every|night)",
        0.7,
    ),
    _rule(
        r"\b(?:same|in the same) (?:shirt|clothes|jumper|nappy"
        r"|nightie)\b[^.]{0,20}\b(?:week|days)\b",
        0.6,
    ),
    _rule(
        r"\bleft (?:on (?:his|her|their) own|alone|by (?:him"
        r"|her)self) (?:all|over|at) (?:night|day)",
        0.8,
    ),
    _rule(r"\b(?:thinner|skin and bone|very thin|lost \d+ ?(?:kg|kilos|stone))\b", 0.4),
    _rule(
        r"\bfridge\b[^.]{0,30}\b(?:held|had nothing|nothing in)\b|\bsaw the fridge\b"
        r"|\bhalf a loaf\b[^.]{0,40}\bin the fridge\b|\bnothing at home for after\b",
        0.4,
    ),
    _rule(r"(?:\bnot|n't|\bstopped) (?:been )?(?:eating|washing|taking (?:his|her|my) \w+)\b", 0.5),
    _rule(r"\b(?:soiled|lying in (?:his|her) own|sat in (?:his|her) own|maggots|sores?)\b", 0.8),
    _rule(
        r"\b(?:want|wanted|going|tried|trying) to (?:kill|end) (?:myself|it all|himself|herself)\b",
        1.0,
    ),
    _rule(r"\bin a mood\b|\bwhen he's (?:not )?had a drink\b", 0.5),
    _rule(r"\b(?:rides? the night bus|sleeps in the (?:shed|car|stairwell))\b", 0.6),
    # a wish that it be kept quiet, and listeners who cannot leave it there
    _rule(
        r"(?:n't|\bnot) (?:to )?make (?:it|this) a (?:big )?thing\b"
        r"|\basked (?:her|him|me|us) not to (?:say|write|tell|make)\b"
        r"|\bnot to say (?:anything|owt|nothing)\b|\bnot said to anyone\b"
        r"|\b(?:don't|please don't|not to) tell (?:anyone|him|her|my mum|nobody)\b",
        0.6,
    ),
    _rule(r"\b(?:is|there's|has) (?:not|n't|no|not a) (?:a )?box for (?:it|this)\b", 0.5),
    _rule(r"\bisn't a box for it\b", 0.5),
    _rule(
        r"\b(?:speak|talk|word|ring)\b[^.]{0,40}\b(?:to somebody about (?:it|that)|about that when|"
        r"after about who)|\bcome back to that when this is\b|\btake that down properly\b",
        0.7,
    ),
    _rule(
        r"\badult social care has been rung\b|\bsafeguarding (?:referral|alert) (?:made|raised)",
        0.7,
    ),
    _rule(r"\blifestyle choice\b", 0.4),
)
_OVER = re.compile(
    r"\b(?:used to|back then|years ago|when i was (?:a )?(?:kid|little|young)|before we left|"
    r"my ex|his ex|her ex|former partner|ex-husband|ex-partner"
    r"|(?:had|would) (?:held|hold|kept|keep)|"
    r"no safeguarding concerns?|when we left|for (?:\w+ )?(?:six"
    r"|three|two|four|five|ten|\d+) years)\b",
    re.IGNORECASE,
)


def weigh(sentence: str) -> float:
    """Return how much one sentence weighs; a story of ENOUGH should be looked at by a person."""
    sentence = sentence.replace("\u2019", "'")
    is_over = _OVER.search(sentence) is not None
    return sum(
        rule.weight
        for rule in _RULES
        if (rule.past_counts or not is_over) and rule.pattern.search(sentence)
    )
