"""What the page shows on which a person decides what stands for personal details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup
from sqlmodel import Session

from storybank.core.markdown import Mark, render_text
from storybank.core.text import squeeze
from storybank.intake.models import Submission
from storybank.nlp.places_and_dates import find_places_and_dates
from storybank.nlp.turns import split_turns
from storybank.stories.masking import (
    DETAIL_NAMES,
    MASKS,
    Covering,
    Decision,
    cover_body,
    cover_words,
    covers_of,
    find_words,
    mask_of,
    names_in,
    words_covered,
)
from storybank.stories.masking import Noticed as Spot
from storybank.stories.models import Detail, DetailStatus
from storybank.stories.pseudonymise import Detail as Named
from storybank.stories.pseudonymise import propose
from storybank.stories.queries import StoryWithWords, list_details
from storybank.tagging.queries import list_identifiers
from storybank.web.filters import plural
from storybank.web.forms.masking import MASK, MOST_ROWS, OTHER, STAY, MaskingForm

OFFERED = frozenset({"PLACE", "DATE"})


@dataclass(frozen=True)
class Noticed:
    """Some words of a text, of what type they are, and what stands for them so far."""

    words: str
    type: str
    choice: str
    instead: str = ""


@dataclass(frozen=True)
class Source:
    """A text whose details are decided on: what was sent, or the newest words of a story."""

    title: str
    body: str
    format: str
    kind: str
    number: int
    noticed: tuple[Noticed, ...]


@dataclass
class MaskingPage:
    """Everything the page shows besides the form."""

    words: Markup
    preview: Markup
    covered: int
    rows: list[dict[str, object]] = field(default_factory=list)


def source_of_submission(session: Session, submission: Submission) -> Source:
    """What was sent, with the details found in it and what was decided of them."""
    details = list_details(session, submission.key)
    body = submission.body
    noticed = _by_words((body[one.start : one.end], one.type, *_choice(one)) for one in details)
    return Source(
        submission.title,
        body,
        submission.format.value,
        submission.kind.value,
        0,
        _offered(body, noticed),
    )


def with_title(source: Source, found: Iterable[Spot]) -> Source:
    """The same with the details found in the title that do not stand in the words."""
    known: set[str] = set()
    for one in source.noticed:
        known |= names_in(one.words)
    spots = ((source.title[one.start : one.end], one.type) for one in found)
    alone = _by_words((words, type_, MASK, "") for words, type_ in spots)
    more = tuple(one for one in alone if not names_in(one.words) <= known)
    return replace(source, noticed=(*source.noticed, *more))


def source_of_story(session: Session, found: StoryWithWords) -> Source:
    """The newest words of a story, with the details still noticed in them."""
    version = found.version
    choice = MASK if found.story.masked_at is None else STAY
    identifiers = list_identifiers(session, [version.key]).get(version.key, [])
    noticed = _by_words(
        (version.body[one.start : one.end], one.type, choice, "") for one in identifiers
    )
    return Source(
        version.title,
        version.body,
        version.format.value,
        found.story.kind.value,
        version.number,
        _offered(version.body, noticed),
    )


def blank_form(source: Source) -> MaskingForm:
    """The form as things stand: what nobody has decided on is covered."""
    form = MaskingForm(formdata=None, data={"based_on": str(source.number), "title": source.title})
    names = _invented(source)
    for one in source.noticed[:MOST_ROWS]:
        _add(form, one, names)
    return cover_title(form, source)


def renewed_form(form: MaskingForm, source: Source) -> MaskingForm:
    """The form for the newest words, where somebody was faster: what was typed stays."""
    renewed = blank_form(source)
    renewed.form_errors = list(form.form_errors)
    renewed.more_words.data, renewed.more_type.data = form.more_words.data, form.more_type.data
    renewed.title.data, renewed.title_made.data = form.title.data, form.title_made.data
    typed = {row.form.words.data: row.form for row in form.rows}
    known = {row.form.words.data for row in renewed.rows}
    for row in renewed.rows:
        before = typed.get(row.form.words.data)
        if before is not None:
            row.form.choice.data = before.choice.data
            row.form.instead.data = before.instead.data
            row.form.instead.errors = before.instead.errors
    for words, before in typed.items():
        if words and words not in known and any(find_words(source.body, words)):
            data = Noticed(
                words,
                before.type.data or "OTHER",
                before.choice.data or MASK,
                before.instead.data or "",
            )
            _add(renewed, data, {})
    return renewed


def add_words(form: MaskingForm, source: Source) -> bool:
    """Put the words typed among the details, if they stand in the text; says whether they did."""
    words = form.more_words.data or ""
    standing = find_words(f"{source.title}\n{source.body}", words)
    if not form.check_more(is_found=any(True for _ in standing)):
        return False
    type_ = form.more_type.data if form.more_type.data in DETAIL_NAMES else "OTHER"
    for row in form.rows:
        if row.form.words.data == words:
            row.form.choice.data = MASK if row.form.choice.data == STAY else row.form.choice.data
            break
    else:
        if len(form.rows) < MOST_ROWS:
            names = _invented(source, Noticed(words, type_, MASK))
            _add(form, Noticed(words, type_, MASK), names)
    form.more_words.data = ""
    return True


def invent_names(form: MaskingForm, source: Source) -> None:
    """Give every person that is covered an invented name, one all through the story."""
    more = [Noticed(row.form.words.data or "", row.form.type.data or "", MASK) for row in form.rows]
    names = _invented(source, *more)
    for row in form.rows:
        invented = names.get(row.form.words.data or "")
        if row.form.type.data == "PERSON" and row.form.choice.data == MASK and invented:
            row.form.choice.data, row.form.instead.data = OTHER, invented


def cover_title(form: MaskingForm, source: Source) -> MaskingForm:
    """Take what is covered out of the title: of the one that was sent, or of a person's own."""
    decisions = form.decisions()
    others = words_covered(source.body, covers_of(source.body, decisions))
    for one in decisions:
        if one.instead is not None:
            others.setdefault(one.words, one.instead or mask_of(one.type))
    is_own = bool(form.title_made.data) and form.title.data != form.title_made.data
    made = cover_words((form.title.data or "") if is_own else source.title, others)
    form.title.data, form.title_made.data = made, made if not is_own else form.title_made.data
    return form


def gather(source: Source, form: MaskingForm) -> MaskingPage:
    """The page as the form stands."""
    decisions = form.decisions()
    covering = cover_body(source.body, covers_of(source.body, decisions))
    page = MaskingPage(
        words=_drawn(source.body, source, _marks(source.body, decisions)),
        preview=_drawn(covering.after, source, _masks(covering)),
        covered=len(covering.pieces),
    )
    written = [row for row in form.rows if row.form.words.data]
    for row, one in zip(written, decisions, strict=True):
        times = sum(1 for _ in find_words(source.body, one.words))
        page.rows.append(
            {
                "form": row.form,
                "kind": DETAIL_NAMES[one.type],
                "times": _times(times),
                "mask": mask_of(one.type),
                "is_person": one.type == "PERSON",
                "is_offered": one.type in OFFERED and row.form.choice.data == STAY,
            }
        )
    return page


def _by_words(found: Iterable[tuple[str, str, str, str]]) -> tuple[Noticed, ...]:
    noticed: dict[str, Noticed] = {}
    for words, type_, choice, instead in found:
        key = squeeze(words)
        if key and key not in noticed:
            noticed[key] = Noticed(key, type_, choice, instead)
    return tuple(noticed.values())


def _choice(detail: Detail) -> tuple[str, str]:
    if detail.status is DetailStatus.REJECTED:
        return STAY, ""
    return (OTHER, detail.replacement) if detail.replacement else (MASK, "")


def _offered(body: str, noticed: tuple[Noticed, ...]) -> tuple[Noticed, ...]:
    """What was noticed, with places and dates that a person may want to cover too."""
    known = {one.words for one in noticed}
    extra: dict[str, Noticed] = {}
    for start, end, type_ in find_places_and_dates(body):
        words = squeeze(body[start:end])
        if words not in known and not any(words in one for one in known):
            extra.setdefault(words, Noticed(words, type_, STAY))
    return (*noticed, *extra.values())


def _invented(source: Source, *more: Noticed) -> dict[str, str]:
    """What is proposed in place of words; people get one name all through the text."""
    details = [
        Named(start, end, one.type)
        for one in (*source.noticed, *more)
        if one.type not in OFFERED
        for start, end in find_words(source.body, one.words)
    ]
    proposed = propose(source.body, details, MASKS)
    masks = set(MASKS.values())
    return {squeeze(one.words): one.replacement for one in proposed if one.replacement not in masks}


def _add(form: MaskingForm, one: Noticed, names: dict[str, str]) -> None:
    form.rows.append_entry(
        {
            "words": one.words,
            "type": one.type,
            "choice": one.choice,
            "instead": one.instead or names.get(one.words, ""),
        }
    )


def _drawn(body: str, source: Source, marks: Sequence[Mark]) -> Markup:
    html = render_text(body, source.format, marks, split_turns(body, source.kind))
    return Markup(html)  # noqa: S704  (render_text lets nothing through but its own elements)


def _marks(body: str, decisions: Sequence[Decision]) -> list[Mark]:
    taken: set[int] = set()
    marks = []
    for one in sorted(decisions, key=lambda one: -len(one.words)):
        kind = "stays" if one.instead is None else "goes"
        if one.instead is None and one.type in OFFERED:
            continue
        for start, end in find_words(body, one.words):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                marks.append(Mark(start, end, f"sb-detail sb-detail--{kind}"))
    return sorted(marks, key=lambda one: one.start)


def _masks(covering: Covering) -> list[Mark]:
    return [
        Mark(start, end, "sb-detail sb-detail--covered") for _, _, start, end in covering.pieces
    ]


def _times(number: int) -> str:
    if number == 0:
        return "in the title only"
    return {1: "once", 2: "twice"}.get(number, plural(number, "time"))
