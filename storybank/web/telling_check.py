"""What was answered, row by row, each with a way to change it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from storybank.codebook.queries import codes_by_slug
from storybank.telling import rules
from storybank.telling.models import Call, Telling
from storybank.telling.plain_themes import PLAIN_THEMES
from storybank.web.forms.telling import YEARS
from storybank.web.own_words import PURPOSES
from storybank.web.session import current_session
from storybank.web.telling_steps import CHECK, purposes_offered

NOT_SAID = "You left this empty"
QUESTIONS = {
    "before": "Before",
    "changed": "What changed",
    "cause": "What made that happen",
    "mattered": "What mattered most",
}
LASTED = {"yes": "Yes", "partly": "In part", "no": "No"}


@dataclass(frozen=True)
class Row:
    """One answer: what was asked, what was said, and where to change it."""

    asked: str
    said: list[str]
    url: str


@dataclass(frozen=True)
class Part:
    """Some answers that belong together."""

    title: str
    rows: list[Row]


def answered_rows(call: Call, telling: Telling) -> list[Part]:
    """Every answer of a telling, in the order in which it was asked."""
    answers, told = telling.answers, rules.read_told(telling.answers)

    def row(asked: str, step: str, *said: str) -> Row:
        url = url_for("telling.step", slug=call.slug, name=step, back=CHECK)
        return Row(asked, [one for one in said if one] or [NOT_SAID], url)

    story = [row(asked, step, answers.get(step, "")) for step, asked in QUESTIONS.items()]
    if telling.follows_id is not None:
        lasted = LASTED.get(answers.get("lasted") or "", "")
        story.insert(0, row("Is it still so?", "lasted", lasted))
    story.append(_files_row(call, telling))
    around = [row("Whose story it is", "teller", _whose(answers))]
    if told.on_behalf:
        around.append(row("Told for", "somebody", told.told_for, told.relation, told.reason))
    around += [
        row("Where and when", "place", *_where(told)),
        row("What it is about", "about", *_themes(told)),
    ]
    offered = purposes_offered(call, telling)
    allowed = [PURPOSES[one].name for one in told.purposes if one in offered]
    use = [
        row("You say yes to", "allow", *allowed),
        row("Name", "name", told.name or "No name"),
        row("Choices", "choices", *_choices(answers, told)),
        row("E-mail", "hear", *_hears(told)),
    ]
    return [Part("Your story", story), Part("Around it", around), Part("What may be done", use)]


def _files_row(call: Call, telling: Telling) -> Row:
    voices = sum(one["kind"] == "voice" for one in telling.attachments)
    photos = len(telling.attachments) - voices
    said = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in ((voices, "recording"), (photos, "photo"))
        if count
    ]
    url = url_for("telling.file", slug=call.slug, back=CHECK)
    return Row("Recording or photo", said or ["None"], url)


def _whose(answers: dict[str, Any]) -> str:
    return {"self": "My own", "on_behalf": "I tell it for someone else"}.get(
        answers.get("teller") or "", ""
    )


def _where(told: rules.Told) -> list[str]:
    hidden = "Do not show the place" if told.hide_place else ""
    return [told.place, told.about_when, hidden]


def _themes(told: rules.Told) -> list[str]:
    plain = {slug: words for group in PLAIN_THEMES.values() for slug, words in group.items()}
    codes = codes_by_slug(current_session()) if told.themes else {}
    named = [plain.get(slug) or codes[slug].name for slug in told.themes if slug in codes]
    return [*named, told.own_words]


def _choices(answers: dict[str, Any], told: rules.Told) -> list[str]:
    first = "Wait until I have seen the words" if told.check_first else "You need not wait for me"
    counts = "You may still count it" if told.counts_may_stay else "Do not count it"
    how_long = YEARS[str(told.years)]
    return [
        first,
        f"Use it: {how_long[0].lower()}{how_long[1:]}",
        f"If I take it back: {counts.lower()}",
    ]


def _hears(told: rules.Told) -> list[str]:
    if not told.email:
        return ["No e-mail"]
    asked = [f"Ask me again in {months} months" for months in told.months]
    return [
        told.email,
        "Tell me of an answer" if told.may_tell_answers else "",
        *asked,
        "Remind me before the time runs out" if told.may_remind else "",
    ]
