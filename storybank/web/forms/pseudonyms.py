"""The form in which a person decides what stands for each personal detail of a story."""

from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField

from storybank.core.text import squeeze
from storybank.web.forms.base import PlainForm

LONGEST_REPLACEMENT = 80
MOST_ROWS = 1000


def _one_line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


class ReplacementForm(Form):
    """One detail: whether to replace it, and with what. ``words`` and ``type`` say which it is."""

    words = HiddenField()
    type = HiddenField()
    use = BooleanField("Replace")
    replacement = StringField("Instead", filters=[_one_line])


class PseudonymsForm(PlainForm):
    """Every detail of a version; ``based_on`` is the version they were found in."""

    based_on = HiddenField()
    rows = FieldList(FormField(ReplacementForm), max_entries=MOST_ROWS)

    def based_on_number(self) -> int:
        """The version the details were found in; 0 where the page did not say."""
        text = str(self.based_on.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def check_rows(self) -> bool:
        """Whether every detail that is to be replaced has other words; the errors stand beside."""
        good = True
        for row in self.rows:
            field = row.form.replacement
            if row.form.use.data:
                error = _fault(row.form.words.data or "", field.data or "")
                field.errors = [error] if error else []
                good = good and not error
        return good


def _fault(words: str, replacement: str) -> str:
    if not replacement:
        return "Write what should stand instead, or untick this one."
    if len(replacement) > LONGEST_REPLACEMENT:
        return f"Use {LONGEST_REPLACEMENT} characters or fewer."
    if replacement.casefold() == words.casefold():
        return "These are the same words. Write others, or untick this one."
    return ""
