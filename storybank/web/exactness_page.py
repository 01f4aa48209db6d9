"""What the page shows on which a person makes less exact where and when a story was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.intake.models import Submission
from storybank.places.queries import load_tree
from storybank.stories.models import Story
from storybank.stories.rules import Exactness, shown_when, when_shown
from storybank.stories.service import blur
from storybank.web.forms.masking import ExactnessForm

NOWHERE = "-"


@dataclass(frozen=True)
class ExactnessPage:
    """Where and when a story was told as it was sent, and how else that can be told."""

    places: dict[str, str]
    place: str
    told_on: date | None
    exactness: Exactness
    when: dict[str, str]


def gather_exactness(session: Session, story: Story) -> ExactnessPage:
    """The place as it stands or was sent, with the wider ones it lies in; and the day, so too."""
    submission = session.get_one(Submission, story.submission_id)
    names = list(dict.fromkeys(one for one in (submission.place, story.place) if one))
    if submission.hide_place:
        names = [one for one in names if one == story.place]
    tree = load_tree(session)
    for name in tuple(names):
        spot = tree.named(name)
        if spot is not None:
            wider = [one.name for one in reversed(tree.path(spot))]
            names += [one for one in wider if one not in names]
    told_on = submission.told_on or story.told_on
    when = {one.value: when_shown(told_on, one) for one in Exactness} if told_on else {}
    shown = shown_when(story)
    return ExactnessPage(
        places={**{one: one for one in names}, NOWHERE: "Nowhere: the place is not told at all"},
        place=story.place or NOWHERE,
        told_on=told_on,
        exactness=next((one for one in Exactness if when.get(one.value) == shown), Exactness.DAY),
        when=when,
    )


def exactness_form(page: ExactnessPage) -> ExactnessForm:
    """The form with what can be chosen, as things stand."""
    form = ExactnessForm(data={"place": page.place, "when": page.exactness.value})
    form.place.choices = page.places
    form.when.choices = {one.value: page.when.get(one.value, "Not known") for one in Exactness}
    return form


def save_exactness(
    session: Session, actor: Actor, story: Story, page: ExactnessPage, form: ExactnessForm
) -> None:
    """Tell no more exactly than chosen from now on."""
    place = form.place.data or page.place
    blur(
        session,
        actor,
        story=story,
        place="" if place == NOWHERE else place,
        told_on=page.told_on,
        exactness=Exactness(form.when.data or page.exactness.value),
    )
