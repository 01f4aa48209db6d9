"""What a reader asks of the search page, read out of its address."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField

from storybank.search.engine import Sort
from storybank.web.forms.base import PlainForm

LONGEST_QUERY = 500
MOST_VALUES = 40
SORTS: dict[Sort, str] = {
    "relevance": "Best match first",
    "newest": "Newest first",
    "oldest": "Oldest first",
}
# The name in the address, and the field of the index it narrows.
FILTERS = {
    "theme": "themes",
    "change": "changes",
    "kind": "kind",
    "place": "place",
    "contract": "contract",
    "checked": "verification",
}


class PartialDayField(DateField):
    """Three boxes for a day, a month or a whole year: what is left out is filled up.

    ``edge`` says with which day: the first or the last of that month or year.
    """

    def __init__(self, label: str, edge: Literal["first", "last"], **kwargs: Any) -> None:
        super().__init__(label, format=["%d %m %Y"], **kwargs)
        self.edge = edge

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the boxes; a date that does not exist is an error, nothing typed is none."""
        boxes = [text.strip() for text in valuelist]
        if not any(boxes):
            return
        try:
            if len(boxes) != 3:
                raise ValueError
            self.data = _day(boxes, last=self.edge == "last")
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError("Enter a date such as 27 3 2026, or only its year.") from None


class SearchForm(PlainForm):
    """The parts of a search that are not facets. Sent by GET, so without a token."""

    class Meta:
        """Reading needs no protection against forgery."""

        csrf = False

    told_from = PartialDayField("Told from", "first")
    told_to = PartialDayField("Told until", "last")
    sort = SelectField(
        "Order", choices={str(name): words for name, words in SORTS.items()}, default="relevance"
    )


@dataclass(frozen=True)
class Wanted:
    """What is asked for, cleaned of what this Storybank does not know."""

    text: str
    filters: Mapping[str, list[str]]
    told_from: date | None
    told_to: date | None
    sort: Sort

    @classmethod
    def read(
        cls,
        args: "MultiDict[str, str]",
        form: SearchForm,
        known: Mapping[str, Callable[[str], bool]],
    ) -> "Wanted":
        """Read an address; ``known`` says of each filter which values make sense."""
        filters = {}
        for name, makes_sense in known.items():
            values = dict.fromkeys(args.getlist(name)[:MOST_VALUES])
            filters[name] = [value for value in values if value and makes_sense(value)]
        form.validate()
        sort: Sort = "relevance"
        for one in SORTS:
            sort = one if form.sort.data == one else sort
        words = "".join(sign if sign.isprintable() else " " for sign in args.get("q", ""))
        return cls(
            " ".join(words.split())[:LONGEST_QUERY],
            filters,
            form.told_from.data,
            form.told_to.data,
            sort,
        )

    @property
    def engine_filters(self) -> dict[str, list[str]]:
        """The filters under the index's names of its fields."""
        return {FILTERS[name]: values for name, values in self.filters.items() if values}

    @property
    def narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(self.filters.values()) or bool(self.told_from or self.told_to)

    def pairs(
        self, *, without: tuple[str, str | None] | None = None, narrowing: bool = True
    ) -> Iterator[tuple[str, str]]:
        """This search as parts of an address, but for one filter, or for all of them."""
        if self.text:
            yield "q", self.text
        if self.sort != "relevance":
            yield "sort", self.sort
        if not narrowing:
            return
        for name, values in self.filters.items():
            for value in values:
                if without != (name, value):
                    yield name, value
        for name, day in (("told_from", self.told_from), ("told_to", self.told_to)):
            if day and without != (name, None):
                for part in (day.day, day.month, day.year):
                    yield name, str(part)


def _day(boxes: Sequence[str], *, last: bool) -> date:
    day, month, year = (int(text) if text else 0 for text in boxes)
    if day and not month:
        raise ValueError
    month = month or (12 if last else 1)
    if not 1900 <= year <= 2200:
        raise ValueError
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))
