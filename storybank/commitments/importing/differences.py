"""What a file says otherwise than what is held, and whose word counts.

Three things are compared: what is held, what the file says, and what the file taken in before it
said. What is held and that earlier word differ only where a person changed it here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from storybank.core.db import Row

Values = Mapping[str, Any]
LONGEST_SHOWN = 300
_LAWS = {
    "procurement_act_2023": "Procurement Act 2023",
    "light_touch": "Procurement Act 2023, light touch",
    "pcr_2015": "Public Contracts Regulations 2015",
}


@dataclass(frozen=True)
class Difference:
    """One thing that the file says otherwise; ``taken`` if the file's word counts now."""

    name: str
    was: str
    now: str
    taken: bool = True

    def __str__(self) -> str:
        if not self.taken:
            return (
                f"{self.name}: kept as “{self.was or 'nothing'}”, which was changed here by hand; "
                f"the file says “{self.now}”"
            )
        if not self.was:
            return f"{self.name}: “{self.now}”"
        return f"{self.name}: was “{self.was}”, is “{self.now}”"


@dataclass(frozen=True)
class Weighed:
    """What to take of a file, what of it is another than held, and what to remember of it."""

    taken: dict[str, Any]
    differences: tuple[Difference, ...]
    remembered: dict[str, str]


def weigh(
    held: Values,
    told: Values,
    remembered: Mapping[str, str],
    *,
    names: Mapping[str, str],
    guessed: Collection[str] = (),
    take_theirs: bool = False,
) -> Weighed:
    """Weigh what the file tells against what is held and what was remembered of the last file.

    ``guessed`` things only fill what is empty and was never told before.
    """
    taken: dict[str, Any] = {}
    differences: list[Difference] = []
    kept_words = dict(remembered)
    for name, value in told.items():
        ours, theirs = plain(held[name]), plain(value)
        if ours == theirs:
            kept_words[name] = theirs
            continue
        if name in guessed and (ours or name in remembered):
            continue
        by_hand = ours != remembered[name] if name in remembered else bool(ours)
        take = take_theirs or not by_hand
        differences.append(
            Difference(names.get(name, name), shown(held[name]), shown(value), taken=take)
        )
        if take:
            taken[name] = value
            kept_words[name] = theirs
    return Weighed(taken, tuple(differences), kept_words)


def all_new(told: Values, names: Mapping[str, str]) -> tuple[Difference, ...]:
    """What the file brings of a thing that was not held before, each as a difference."""
    return tuple(
        Difference(names.get(name, name), "", shown(value)) for name, value in told.items() if value
    )


def remember_all(told: Values) -> dict[str, str]:
    """What to remember of a thing that the file brought in."""
    return {name: plain(value) for name, value in told.items()}


def plain(value: Any) -> str:
    """A value as it is remembered: rows by their ids, nothing as ''."""
    if isinstance(value, Row):
        return str(value.public_id)
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(sorted(plain(one) for one in value))
    if isinstance(value, Mapping):
        return ";".join(f"{key}={plain(one)}" for key, one in sorted(value.items()) if one)
    return _words(value)


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, Row):
        for name in ("name", "title", "slug"):
            if words := getattr(value, name, ""):
                return str(words)
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(_each(value))[:LONGEST_SHOWN]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, Enum):
        return _LAWS.get(value.value, str(value.value).replace("_", " "))
    words = _words(value)
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"


def _each(values: Iterable[Any]) -> list[str]:
    return [
        str(one.get("title") or one.get("id") or "") if isinstance(one, Mapping) else shown(one)
        for one in values
    ]


def _words(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return " ".join(str(value).split())
