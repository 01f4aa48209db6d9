"""Which language a sentence and a story are in: many tongues, and English as it is spoken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.nlp.language import ENGLISH, OTHER, is_read, judge_languages, language_of

TONGUES = {
    "Welsh": [
        "Mae'r gwasanaeth wedi bod yn wych i mi a fy nheulu.",
        "Roeddwn i'n teimlo'n unig iawn cyn dod yma bob wythnos.",
        "Dwi ddim yn gwybod beth fyddwn i wedi ei wneud heb y grŵp.",
    ],
    "Polish": [
        "Bardzo się cieszę, że mam teraz pracę i mieszkanie dla rodziny.",
        "Nie było łatwo, ale pani z urzędu mi pomogła.",
    ],
    "French": [
        "Je suis arrivée ici avec mes enfants et nous ne connaissions personne.",
        "C'est une dame très gentille qui m'a aidée pour les papiers.",
    ],
    "Spanish": [
        "Ahora tengo un trabajo y mis hijos están muy contentos en la escuela.",
        "No sabía hablar inglés, pero la profesora me ayudó mucho.",
    ],
    "Romanian": [
        "Acum am un loc de muncă și copiii mei sunt foarte fericiți la școală.",
        "Nu știam pe nimeni, dar doamna de la bibliotecă m-a ajutat.",
    ],
    "Somali": [
        "Waxaan ku noolahay halkan muddo shan sano ah, aad baan u faraxsanahay.",
        "Hadda waxaan haystaa shaqo iyo guri, carruurtuna waa ay fiican yihiin.",
    ],
    "Turkish": [
        "Şimdi bir işim var ve çocuklarım okulda çok mutlu.",
        "Buraya geldiğimde kimseyi tanımıyordum ama kadınlar bana yardım etti.",
    ],
    "Urdu": ["مجھے یہاں آ کر بہت اچھا لگا اور اب میں کام کرتی ہوں۔"],
    "Arabic": ["وصلت إلى هنا مع أطفالي ولم أكن أعرف أحدا في المدينة."],
    "Punjabi": ["ਮੈਂ ਹੁਣ ਬਹੁਤ ਖੁਸ਼ ਹਾਂ ਅਤੇ ਮੇਰੇ ਬੱਚੇ ਸਕੂਲ ਜਾਂਦੇ ਹਨ।"],
    "Bengali": ["আমি এখন কাজ করি এবং আমার ছেলেমেয়েরা স্কুলে যায়।"],
    "Chinese": ["我现在有工作了，孩子们在学校很开心。"],
    "Ukrainian": ["Тепер у мене є робота, і мої діти щасливі в школі."],
    "Russian": ["Теперь у меня есть работа, и мы были очень рады этой школе."],
    "Portuguese": ["Agora eu tenho um trabalho e os meus filhos estão muito felizes, não é?"],
    "German": ["Ich habe jetzt eine Arbeit und wir sind sehr froh, dass es das gibt."],
    "Italian": ["Adesso ho un lavoro e sono molto contenta, ma non era facile per me."],
    OTHER: [
        "Ninafurahi sana kwa sababu watoto wangu wanasoma vizuri shuleni sasa.",
        "Tani kam punë dhe fëmijët e mi janë shumë të lumtur këtu në shkollë.",
    ],
}

DIALECT = [
    "Ah wis feart tae gang oot the hoose efter ma man deid.",
    "Wee Morag fae the centre cam roon an had a blether wi me.",
    "Ah couldnae be daein wi it, but thon lassie wis awfy guid tae us.",
    "I dinnae ken whit I'd hae done withoot the bus.",
    "Howay man, Ah'm gannin doon the toon wi wor lass the morra.",
    "Wor bairns is aal reet noo they've got the club, like.",
    "Why aye, it's champion, pet.",
    "Yow doh know nothin' about it, our kid, I'm tellin' yow.",
    "It ay right, we was waitin' on that bus till gone nine.",
    "Er day want no fuss, me wench, so I day mek any.",
    "Ow bist, cocker, I bin to the clinic and they'm ever so good.",
    "Tha knows, I nivver thowt I'd see t'inside of a gym at my age.",
    "There were nowt to do round here and nobody to do it wi'.",
    "I were right capped when t'letter come, I can tell thee.",
    "Ee by gum, it's been a reet good do.",
    "Gurt lush it is down the park now, my lover.",
    "Proper job they done on the kitchen, I be well pleased.",
    "Innit though, man's got a job now still, swear down.",
    "Mandem was vexed but the coach just allowed it, you get me.",
    "Me nah know how fi read before, now me read to the pickney dem.",
    "Dem people treat me good, you see, and me bless dem every day.",
    "Youse are all dead sound, like, boss crew so yous are.",
    "I was made up when I got me letter, la.",
    "Sure it was grand, so it was, and your man was only mighty.",
    "Och aye, he's a bonny wee laddie noo.",
    "I amnt going back, so I amnt, it's wile bad craic.",
    "Us've been down the beach, me 'ansum, first time since last year.",
    "Ma mammy wis pure buzzin when the heatin came oan.",
    "We gan canny, hinny, and haad wor heeds up.",
    "Shurrup, yer daft ha'porth, it's nobbut a form.",
    "ngl i was well shook lol but its calm now init",
    "I go school every day, my English is little but teacher is good.",
]


@pytest.mark.parametrize(
    ("language", "sentence"), [(name, one) for name, many in TONGUES.items() for one in many]
)
def test_another_tongue_is_told_and_named_where_sure(language: str, sentence: str) -> None:
    assert judge_languages([sentence]) == [language]


@pytest.mark.parametrize("sentence", DIALECT)
def test_english_as_it_is_spoken_is_english(sentence: str) -> None:
    assert judge_languages([sentence])[0] in (ENGLISH, "")
    assert is_read(judge_languages([sentence])[0], language_of([sentence], [ENGLISH]))


@pytest.mark.parametrize(
    "sentence",
    [
        "I WAS NEVER ONE FOR FUSS BUT THEY MENDED IT.",
        "They mended it 😀😀😀 and I cried 🎉",
        "My mum says bore da to everybody on the bus.",
        "The café's au lait is a treat, and so is the naïve art.",
        "We did a workshop with Agnieszka Wiśniewska and Mr Đặng in Llanfairpwllgwyngyll.",
        "I live with my mum, my dad, my nan and Łukasz.",
    ],
)
def test_odd_english_is_english(sentence: str) -> None:
    assert judge_languages([sentence]) == [ENGLISH]


@pytest.mark.parametrize("sentence", ["", "Brilliant.", "07700 900123", "!!!", "😀", "Ms Kowalska"])
def test_nothing_is_said_of_too_little(sentence: str) -> None:
    assert judge_languages([sentence]) == [""]
    assert is_read("", language_of([sentence], [""]))


def test_a_story_half_in_english_is_english_and_its_other_sentences_are_left_alone() -> None:
    story = [
        "I came on the bus with my sister and we sat at the front.",
        "Roedd y gyrrwr yn garedig iawn gyda ni.",
        "It was a good day and I will go again.",
    ]
    judged = judge_languages(story)

    assert judged == [ENGLISH, "Welsh", ENGLISH]
    assert language_of(story, judged) == ENGLISH
    assert [is_read(one, ENGLISH) for one in judged] == [True, False, True]


def test_a_story_in_another_tongue_with_an_english_line_is_not_english() -> None:
    story = [*TONGUES["Welsh"], "Thank you all."]

    assert language_of(story, judge_languages(story)) == "Welsh"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=6))
def test_any_text_is_judged_and_nothing_breaks(sentences: list[str]) -> None:
    judged = judge_languages(sentences)

    assert len(judged) == len(sentences)
    assert isinstance(language_of(sentences, judged), str)


def test_a_sentence_without_an_end_is_judged_by_its_beginning() -> None:
    assert judge_languages(["and we went to the shop " * 40_000]) == [ENGLISH]
