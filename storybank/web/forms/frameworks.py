"""Forms of frameworks: bringing one in, a charter, a variant, an edition, an item, its themes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField

from storybank.codebook.models import Code
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.service import CharterTerms, ImportTerms
from storybank.web.forms.base import DayField, PlainForm, stripped
from storybank.web.story_page import GROUP_NAMES


class ImportForm(PlainForm):
    """A file of a framework, and what is told about it."""

    file = FileField(
        "The file",
        [FileRequired("Choose a file to bring in.")],
        description="A .csv or .yaml file.",
    )
    title = StringField(
        "What is it called?",
        filters=[stripped],
        description="A .yaml file says so itself; leave this empty to keep what it says.",
    )
    edition = StringField(
        "Which edition is it?", filters=[stripped], description="Such as 2025, or version 3."
    )
    publisher = StringField("Who publishes it?", filters=[stripped])
    source = StringField(
        "Where is it from?", filters=[stripped], description="A document or an address."
    )
    licence = StringField(
        "Under which licence do you hold it?",
        filters=[stripped],
        description="Such as Open Government Licence v3.0, or “licensed to us, not to be shared”.",
    )
    licence_allows = BooleanField(
        "The licence allows it to be passed on to others",
        description="Leave this open if you are not sure: it can then be used here, and nobody "
        "can export it.",
    )
    broken_rows_left_out = BooleanField(
        "Leave out rows that cannot be read",
        description="The edition is then marked incomplete. Without this, nothing is brought in "
        "until every row is right.",
    )

    def terms(self) -> ImportTerms:
        """What was said, for the step."""
        return ImportTerms(
            title=self.title.data or "",
            edition=self.edition.data or "",
            publisher=self.publisher.data or "",
            licence=self.licence.data or "",
            source=self.source.data or "",
            licence_allows=bool(self.licence_allows.data),
            broken_rows_left_out=bool(self.broken_rows_left_out.data),
        )


class CharterForm(PlainForm):
    """A place's charter, but for its priorities."""

    title = StringField(
        "What is it called?",
        filters=[stripped],
        description="Such as: Community Value Charter for Moor End.",
    )
    edition = StringField(
        "Which edition is it?",
        filters=[stripped],
        description="Usually the year. Contracts keep the edition they were let under.",
    )
    place = SelectField("Which place is it for?", validate_choice=False)
    agreed_on = DayField(
        "When was it agreed?", description="For example, 27 3 2026. Leave it open until it is."
    )
    agreed_with = StringField(
        "Who agreed it?",
        filters=[stripped],
        description="Groups, not persons: such as the residents’ assembly and the ward forum.",
    )
    how_to_be_heard = TextAreaField(
        "How can people be heard?",
        filters=[stripped],
        description="Where and when residents can say what they think of it. This is printed on "
        "the plan, so write it for them.",
    )

    def terms(self, place_id: int | None, framework: Framework | None = None) -> CharterTerms:
        """What was said, for the step; an edition that is there keeps its name."""
        return CharterTerms(
            title=self.title.data or "",
            edition=framework.edition if framework else self.edition.data or "",
            place_id=place_id,
            agreed_on=self.agreed_on.data,
            agreed_with=self.agreed_with.data or "",
            how_to_be_heard=self.how_to_be_heard.data or "",
        )


class VariantForm(PlainForm):
    """A local variant of an edition."""

    title = StringField("What do you call your variant?", filters=[stripped])
    edition = StringField(
        "Which edition is it?", filters=[stripped], description="Usually the year."
    )


class EditionForm(PlainForm):
    """The next edition of a charter or a variant."""

    edition = StringField(
        "What is the new edition called?", filters=[stripped], description="Usually the year."
    )


class ItemForm(PlainForm):
    """One item of a charter or a variant."""

    name = TextAreaField("What does it say?", filters=[stripped])
    code = StringField(
        "Short code",
        filters=[stripped],
        description="Such as 2 or 2.1. Left empty, it is given the next one.",
    )
    text = TextAreaField(
        "What does it mean here?",
        filters=[stripped],
        description="A sentence or two: why residents asked for it, or what would show it is met.",
    )


class ThemesForm(PlainForm):
    """The themes that an item speaks of."""

    themes = SelectMultipleField(
        "Which themes does it speak of?",
        validate_choice=False,
        description="Stories coded with one of these are shown under this item. Choose none where "
        "none fits: a gap is more honest than a stretch.",
    )

    def offer(self, codes: Sequence[Code]) -> None:
        """Let any of these themes be chosen, under their groups."""
        self.themes.choices = {
            name: [(code.slug, code.name) for code in codes if code.group == group]
            for group, name in GROUP_NAMES.items()
            if any(code.group == group for code in codes)
        }


class WordsForm(PlainForm):
    """In the words of which framework a story is shown; it asks only, so it carries no token."""

    class Meta:
        """Nothing is changed by asking."""

        csrf = False

    framework = SelectField("Show in the words of", validate_choice=False)


def item_form(item: FrameworkItem | None) -> ItemForm:
    """The form of an item, filled with what it says now."""
    if item is None:
        return ItemForm()
    return ItemForm(name=item.name, code=item.code, text=item.text)
