"""Which language sentences are in: English well enough to be read here, or another.

By the script of the letters, the small words each language cannot do without, and a list of
English words from the training text (``nlp_models/language``), British dialects among them. It
says nothing rather than guess: names, single words and figures are in no language.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from storybank.core.paths import PROJECT_ROOT

ENGLISH = "English"
OTHER = "another language"
MODELS = PROJECT_ROOT / "nlp_models"
_LONGEST = 4000  # code points looked at of one sentence
_FEWEST = 4  # words below which a sentence in our own letters is not judged
_KNOWN = 0.4  # of a sentence's words are English ones, at least, in English
_SURE = 0.15  # of them are small words of another language, to name it
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")

_SCRIPTS = {
    "ARABIC": "Arabic",
    "GURMUKHI": "Punjabi",
    "BENGALI": "Bengali",
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "GUJARATI": "Gujarati",
    "DEVANAGARI": "Hindi",
    "TAMIL": "Tamil",
    "GREEK": "Greek",
    "HEBREW": "Hebrew",
    "CYRILLIC": OTHER,
}
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2]")
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af\u06cc]")
_UKRAINIAN = re.compile("[\u0456\u0457\u0454\u0491]")
_RUSSIAN = re.compile("[\u044b\u044d\u044a\u0451]")

# Small words that no English sentence needs; a word of two languages counts for both.
_SMALL_TEXT = {
    "Welsh": """
        yn yr y mae oedd roedd wedi ac fy ei eu gyda chi ni nhw ond iawn dwi dw mi fi rwy
        rydw rydym roeddwn bod wrth hefyd pan gan gen ar nid ddim dim yma ydy ydw
        cael gwneud fel mewn dod mynd pob sydd hwn hon nawr rwan bach diolch fod
        wnaeth oes am a'r i'r yw'r o'r wyf roeddem byth neb roedden gallu eisiau
        cymraeg""",
    "Polish": """
        i w na jest nie si\u0119 to \u017ce do z jak ale mam by\u0142o by\u0142 by\u0142a
        teraz mnie moja m\u00f3j moje bardzo dla po tylko czy ju\u017c kt\u00f3ry
        kt\u00f3re kt\u00f3ra ich przez tak ja ma mi od jestem mog\u0119 nas""",
    "French": """
        le la les des une est et je nous vous que qui dans pour pas mon ma mes sur avec
        \u00e9tait suis c'est ai elle ils mais tr\u00e8s au aux du son ce cette j'ai
        plus o\u00f9 \u00e0 n'ai d'un d'une l'on sont ont""",
    "Spanish": """
        el la los las de que y en un una es mi por con para no se me lo su est\u00e1 muy
        pero como estaba yo ella cuando tengo ahora m\u00e1s mis mucho hablar nos
        ten\u00eda era hay todo del al porque soy""",
    "Portuguese": """
        o os as de que e em um uma n\u00e3o para com minha meu muito mas eu ele ela agora
        tenho estava foi por mais isso quando nos""",
    "Italian": """
        il lo gli di che e un una non per con sono mi mia mio molto ma io lei lui adesso ho
        era pi\u00f9 quando ci della del nel questo""",
    "German": """
        der die das und ist ich nicht ein eine mit auf f\u00fcr mein meine war sehr aber wir
        sie habe hat den dem von zu jetzt wenn auch es""",
    "Romanian": """
        \u0219i s\u0103 nu este am pentru cu din pe la o un mai care sunt acum foarte dar
        mea meu mi ne era eu ea lor ce a au fost c\u0103 \u00een dup\u0103""",
    "Somali": """
        waa iyo ku in uu oo ayaa aad waxaan waxay ka la soo ah baa si markii aan wax u ee
        hadda ay laakiin badan igu ii noo kale wuxuu haa maya mid inaan guriga""",
    "Turkish": """
        ve bir bu i\u00e7in \u00e7ok ben benim ama da de ne var yok gibi daha \u015fimdi
        sonra olarak olan bana her o ile oldu de\u011fil evde kad\u0131n""",
    "Lithuanian": """
        ir yra kad ne su man labai bet mano buvo dabar tai i\u0161 \u012f kaip a\u0161 jau
        dar""",
}
_SMALL = {name: frozenset(text.split()) for name, text in _SMALL_TEXT.items()}
# Letters that settle between tongues, or show one where small words are few.
_LETTERS = {
    "Welsh": re.compile("[\u0175\u0177]"),
    "Polish": re.compile("[\u0142\u0105\u0119\u015b\u017c\u017a\u0107\u0144]"),
    "Romanian": re.compile("[\u0219\u021b\u015f\u0163\u0103]"),
    "Turkish": re.compile("[\u011f\u0131\u015f]"),
    "Spanish": re.compile("[\u00f1\u00bf\u00a1]"),
    "Portuguese": re.compile("[\u00e3\u00f5]"),
    "German": re.compile("\u00df"),
    "Lithuanian": re.compile("[\u0117\u0173\u012f]"),
}
# English small words: also in sentences whose other words are names, or spelt as they are said.
_ENGLISH_SMALL_TEXT = """
    i a o' on in us as or am the and of to was is it that he she they we you with have had
    not but for this there when what are were been would could from which who my his her
    their our your me him them because about just then than get got go went all so if no
    very well now up out down an at be by do did can don't didn't i'm it's that's wasn't
    i've couldn't he's she's they're we're ain't isn't i'd ah ye yer wor nae dinnae didnae
    wasnae cannae aye wee oor tae frae wi aboot hoose doon oot owt nowt summat me mam mi bab
    yow yo ay wor cor day doh bist thee tha thi thar ower gan gannin bairn bairns hyem howay
    lass lad wis nowt innit cos cuz ur u thru gonna wanna dunno yeah lol den dat dem dis wid
    ting nuh mek"""
_ENGLISH_SMALL = frozenset(_ENGLISH_SMALL_TEXT.split())
_loading = threading.Lock()


def words_of(text: str, *, as_written: bool = False) -> list[str]:
    """Return the words of a text, in small letters unless wanted as they are written."""
    words = [word.replace("\u2019", "'") for word in _WORD.findall(text)]
    return words if as_written else [word.lower() for word in words]


def judge_languages(sentences: Sequence[str], *, models_dir: Path = MODELS) -> list[str]:
    """Return the language of each sentence by name, ``OTHER``, or empty where none can be told."""
    known = _known(models_dir)
    return [_judge(unicodedata.normalize("NFC", one[:_LONGEST]), known) for one in sentences]


def language_of(sentences: Sequence[str], judged: Sequence[str]) -> str:
    """Return the language most of a story is in, by the letters of its sentences.

    A story half in English is in English: the sentences that are not are left alone one by one.
    """
    letters: Counter[str] = Counter()
    for sentence, language in zip(sentences, judged, strict=True):
        if language:
            letters[language] += len(sentence)
    if not letters:
        return ""
    if letters[ENGLISH] * 2 >= letters.total():
        return ENGLISH
    del letters[ENGLISH]
    return max(sorted(letters), key=lambda language: letters[language])


def is_read(sentence_language: str, story_language: str) -> bool:
    """Whether codes may be suggested for a sentence of a story."""
    return (sentence_language or story_language or ENGLISH) == ENGLISH


def _judge(text: str, known: frozenset[str]) -> str:
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [letter for letter in letters if ord(letter) > 0x36F]
    if len(foreign) * 2 > len(letters):
        return _judge_script(text, foreign)
    words = words_of(text)
    if len(words) < _FEWEST:
        return ENGLISH if len(words) > 1 and all(word in _ENGLISH_SMALL for word in words) else ""
    english = sum(word in known or word in _ENGLISH_SMALL for word in words) / len(words)
    small = sum(word in _ENGLISH_SMALL for word in words) / len(words)
    name, share = _likeliest(text, words)
    if share > small and (share >= _SURE * 2 or (share >= _SURE and english < 0.7)):
        return name
    if english >= _KNOWN or small >= _SURE:
        return ENGLISH
    if share >= _SURE:
        return name
    # Nothing but names and figures is in no language; a row of unknown small words is in one.
    written = words_of(text, as_written=True)
    plain = sum(word == word.lower() for word in written)
    return OTHER if plain * 2 >= len(words) and english < _KNOWN / 2 else ""


def _likeliest(text: str, words: Sequence[str]) -> tuple[str, float]:
    """The language a text has most small words and letters of, and how much of it they are."""
    best, most = OTHER, 0.0
    lower = text.lower()
    for name, small in _SMALL.items():
        # A word that English has too proves nothing.
        share = sum(word in small and word not in _ENGLISH_SMALL for word in words) / len(words)
        if name in _LETTERS and _LETTERS[name].search(lower):
            share += 0.1
        if share > most:
            best, most = name, share
    return best, most


def _judge_script(text: str, foreign: Sequence[str]) -> str:
    counts = Counter(unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in foreign)
    script = max(sorted(counts), key=lambda name: counts[name])
    if script == "CJK" and (counts["HIRAGANA"] or counts["KATAKANA"]):
        return "Japanese"
    if script == "ARABIC":
        if _URDU.search(text):
            return "Urdu"
        return OTHER if _PERSIAN.search(text) else "Arabic"
    if script == "CYRILLIC":
        if _UKRAINIAN.search(text.lower()):
            return "Ukrainian"
        return "Russian" if _RUSSIAN.search(text.lower()) else OTHER
    return _SCRIPTS.get(script, OTHER)


def _known(models_dir: Path) -> frozenset[str]:
    with _loading:
        return _load(models_dir)


@cache
def _load(models_dir: Path) -> frozenset[str]:
    path = models_dir / "language" / "english.txt"
    return frozenset(path.read_text(encoding="utf-8").split()) if path.exists() else frozenset()
