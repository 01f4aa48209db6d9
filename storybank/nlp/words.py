"""The normal form of a word, so that patterns meet "sleeps", "slept" and "sleeping" alike.

A light lemmatiser made of a table of irregular forms and a few endings. It does not know
parts of speech: it only has to bring the same word to the same form every time.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Words whose normal form no ending rule finds; spoken and northern, Scots and Welsh English too.
_IRREGULAR_FORMS = """
be: am is are was were been being 's 're 'm wor
have: has had having 've 'd hav
do: does did done doing div
not: n't no't nae didnae cannae wasnae divvent divn't dinnae ain't
will: 'll would wo wud
can: ca could cannot
nothing: nowt nuthin nothin nuffin
anything: owt
something: summat summink
nobody: no-one noone naebody
mum: mam mom mums mams mother mothers mammy mummy
dad: da dads father fathers daddy
child: children bairn bairns kid kids wean weans
lad: lads boy boys
lass: lasses girl girls lassie
my: me mi
go: goes went gone going gan gannin gans gannan
get: gets got getting gotten
make: makes made making
say: says said saying
tell: tells told telling
think: thinks thought thinking
know: knows knew known knowing ken
come: comes came coming
see: sees saw seen seeing
take: takes took taken taking
give: gives gave given giving
find: finds found finding
feel: feels felt feeling
leave: leaves left leaving
keep: keeps kept keeping
sleep: sleeps slept sleeping asleep
eat: eats ate eaten eating
pay: pays paid paying
lose: loses lost losing
buy: buys bought buying
bring: brings brought bringing
sit: sits sat sitting
stand: stands stood standing
run: runs ran running
write: writes wrote written writing
read: reads reading
speak: speaks spoke spoken speaking
teach: teaches taught teaching
learn: learns learnt learned learning
hear: hears heard hearing
hold: holds held holding
meet: meets met meeting
sell: sells sold selling
send: sends sent sending
spend: spends spent spending
build: builds built building
begin: begins began begun beginning
break: breaks broke broken breaking
choose: chooses chose chosen choosing
drive: drives drove driven driving
fall: falls fell fallen falling
grow: grows grew grown growing
wear: wears wore worn wearing
win: wins won winning
ring: rings rang rung ringing
sing: sings sang sung singing
swim: swims swam swum swimming
drink: drinks drank drunk drinking
fight: fights fought fighting
catch: catches caught catching
steal: steals stole stolen stealing
wake: wakes woke woken waking
shake: shakes shook shaken shaking
show: shows showed shown showing
throw: throws threw thrown throwing
fly: flies flew flown flying
draw: draws drew drawn drawing
cut: cuts cutting
put: puts putting
let: lets letting
set: sets setting
shut: shuts shutting
quit: quits quitting
hurt: hurts hurting
lie: lies lay lain lying laid
die: dies died dying
try: tries tried trying
use: uses used using
live: lives lived living
close: closes closed closing
stop: stops stopped stopping
plan: plans planned planning
worry: worries worried worrying
carry: carries carried carrying
apply: applies applied applying
good: gud
better: betta
friend: friends mate mates pal pals
people: folk folks persons
wife: wives
life: lives
half: halves
foot: feet
tooth: teeth
man: men bloke blokes fella fellas fellow
woman: women
old: auld owd
our: wor
you: ye yer youse ya
your: yours
very: dead proper
job: jobs
"""

IRREGULAR: dict[str, str] = {}
for _line in _IRREGULAR_FORMS.strip().splitlines():
    _lemma, _, _forms = _line.partition(":")
    for _form in _forms.split():
        IRREGULAR.setdefault(_form, _lemma)
    IRREGULAR.setdefault(_lemma, _lemma)

_KEEP_TEXT = """
    this his its was us yes always perhaps less unless across thus bus gas news class boss loss
    pass miss press dress mess access process business address success illness glass grass cross
    christmas series species lens focus virus status census plus anxious nervous previous serious
    dangerous various obvious famous jealous during evening morning nothing anything something
    everything thing spring string king ring wing swing ceiling building wedding pudding clothing
    bedding need seed feed speed indeed weed bed red shed led wed hundred sacred kindred used
    breed freed agreed bleed greed ted fed med diabetes tennis arthritis thesis basis crisis
    bed-sit politics maths physics economics gymnastics athletics towards afterwards sometimes
    else does whereas besides upstairs downstairs indoors outdoors overseas sports"""
_KEEP = frozenset(_KEEP_TEXT.split())
_NUMBER = re.compile(r"^[£$€]?\d[\d,.:/]*(?:st|nd|rd|th|s|k|m|am|pm|kg|%)?$")
_NUMBER_WORDS_TEXT = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
_NUMBER_WORDS = frozenset(_NUMBER_WORDS_TEXT.split())
_VOWEL = re.compile(r"[aeiouy]")


def _undouble(stem: str) -> str:
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem


@lru_cache(maxsize=65536)
def normal_form(word: str) -> str:
    """Return the normal form of one word: lower case, lemma, numbers as ``#``.

    >>> normal_form("Walked"), normal_form("14"), normal_form("nowt")
    ('walk', '#', 'nothing')
    """
    lower = word.lower().replace("\u2019", "'").strip("'") if len(word) > 3 else word.lower()
    lower = lower.replace("\u2019", "'")
    if lower in IRREGULAR:
        return IRREGULAR[lower]
    if _NUMBER.match(lower) or lower in _NUMBER_WORDS:
        return "£#" if lower[:1] in "£$€" and len(lower) > 1 else "#"
    if lower in _KEEP or len(lower) < 4 or not lower.isalpha():
        return lower[:40]
    return _strip_ending(lower)[:40]


def _strip_ending(word: str) -> str:
    """Take plural, past and ``-ing`` endings off; a final silent ``e`` goes too."""
    stem = word
    if word.endswith("ies") and len(word) > 4:
        stem = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        stem = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        stem = word[:-1]
    elif word.endswith("ied") and len(word) > 4:
        stem = word[:-3] + "y"
    elif word.endswith("ed") and len(word) > 4 and _VOWEL.search(word[:-2]):
        stem = _undouble(word[:-2])
    elif word.endswith("ing") and len(word) > 5 and _VOWEL.search(word[:-3]):
        stem = _undouble(word[:-3])
    if stem.endswith("e") and len(stem) > 4 and not stem.endswith("ee"):
        stem = stem[:-1]
    return stem
