"""What forms share: putting a broken rule beside the field it is about."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from storybank.core.errors import RuleBroken


def add_error(form: FlaskForm, error: RuleBroken) -> None:
    """Show a broken rule at its field, or above the form where it is about no one field."""
    field: Field | None = form._fields.get(error.field) if error.field else None
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


def stripped(value: Any) -> Any:
    """A filter for text fields: no white space at the ends."""
    return value.strip() if isinstance(value, str) else value
