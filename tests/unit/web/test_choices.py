"""A choice that is gone from its list, or was never on it, is answered in one plain sentence."""

from __future__ import annotations

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from storybank.web.forms.base import NOT_LISTED, PlainForm


class _Asked(PlainForm):
    one = SelectField("One", choices=[SelectChoice("a", "A")])
    number = SelectField("Number", choices=[SelectChoice(1, "1")], coerce=int)
    way = RadioField("Way", choices=[SelectChoice("a", "A")])
    several = SelectMultipleField("Several", choices=[SelectChoice("a", "A")])
    numbers = SelectMultipleField("Numbers", choices=[SelectChoice(1, "1")], coerce=int)


def test_a_choice_that_is_not_listed_is_answered_in_one_plain_sentence() -> None:
    names = ("one", "number", "way", "several", "numbers")
    with Flask(__name__).test_request_context():
        form = _Asked(MultiDict([(name, "gone") for name in names]), meta={"csrf": False})

        assert not form.validate()
        assert {name: set(said) for name, said in form.errors.items()} == {
            name: {NOT_LISTED} for name in names
        }
        many = _Asked(MultiDict([("several", "b"), ("several", "c")]), meta={"csrf": False})
        many.validate()
        assert many.errors["several"] == [NOT_LISTED]
