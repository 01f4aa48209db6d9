"""Days as they are typed: what is no day is an error of its field, however absurd."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from storybank.web.forms.base import DayField
from storybank.web.forms.search import PartialDayField


class _Days(Form):  # type: ignore[misc]
    day = DayField("Day")
    told = PartialDayField("Told", "first")


@pytest.mark.parametrize(
    "boxes", [("31", "2", "2026"), ("1", "9" * 30, "2026"), ("9" * 30, "1", "26")]
)
def test_what_is_no_day_is_an_error_of_its_field(boxes: tuple[str, ...]) -> None:
    form = _Days(MultiDict([(name, box) for name in ("day", "told") for box in boxes]))

    assert not form.validate()
    assert set(form.errors) == {"day", "told"}
    assert (form.day.data, form.told.data) == (None, None)
