"""What a notice may hold, and who is told of what. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from storybank.accounts.permissions import RoleName
from storybank.core.errors import RuleBroken

# After so many tries, which are an hour apart at most, a notice is given up: about three days.
MOST_ATTEMPTS = 80
_PATH = re.compile(r"/[A-Za-z0-9_\-./?=&#%]*")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\\\[\]@\x00-\x1f\x7f]+@[^\s<>,;:\"()\\\[\]@\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Kind:
    """Something people with an account are told of, by the name of its template.

    ``must``: whoever it is for cannot refuse it, because somebody's safety or the law hangs on it.
    """

    template: str
    about: str
    roles: frozenset[RoleName]
    must: bool = False


_R = RoleName
KINDS = (
    Kind(
        "concern_raised",
        "Somebody may be at risk: a concern was raised",
        frozenset({_R.SAFEGUARDING_LEAD}),
        must=True,
    ),
    Kind(
        "concern_overdue",
        "A concern has waited too long for a decision",
        frozenset({_R.SAFEGUARDING_LEAD}),
        must=True,
    ),
    Kind(
        "complaint_received",
        "Somebody complained about how their story was handled",
        frozenset({_R.DATA_PROTECTION_OFFICER}),
        must=True,
    ),
    Kind(
        "disposal_due",
        "Once a month: how much has been kept long enough and waits to be disposed of",
        frozenset({_R.DATA_PROTECTION_OFFICER}),
    ),
    Kind(
        "report_recalled",
        "A report you issued holds words that were taken back",
        frozenset({_R.CONTRACT_MANAGER}),
        must=True,
    ),
    Kind(
        "draft_made",
        "Once a quarter: a draft of a report you asked for is ready",
        frozenset({_R.CONTRACT_MANAGER}),
    ),
    Kind(
        "permission_ending",
        "Permission for stories you sent or look after is about to end",
        frozenset({_R.CONTRACT_MANAGER, _R.CONTRIBUTOR}),
    ),
    Kind(
        "stories_unanswered",
        "Once a week: how many stories your organisation has not answered",
        frozenset({_R.CONTRACT_MANAGER}),
    ),
)


def check_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a notice as they are kept; they can hold no words, and so no name.

    Raises:
        ValueError: one is not a number, a yes or no, a day, a public id or a path of ours.
    """
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, date):
            value = value.isoformat()[:10]
        if not isinstance(value, (bool, int)) and not (
            isinstance(value, str) and any(form.fullmatch(value) for form in (_PATH, _UUID, _DAY))
        ):
            raise ValueError(f"a notice may not hold what is given as {name}")
        kept[name] = value
    return kept


def check_address(email: str) -> str:
    """An e-mail address without anything that could make it two, or a header of its own.

    Raises:
        RuleBroken: it is not one address.
    """
    tidied = email.strip()
    if len(tidied) > 254 or _ADDRESS.fullmatch(tidied) is None:
        raise RuleBroken("Give one e-mail address, such as name@example.org.", field="email")
    return tidied


def kinds_for(roles: Collection[RoleName]) -> list[Kind]:
    """What somebody who plays these parts is told of."""
    return [kind for kind in KINDS if not kind.roles.isdisjoint(roles)]


def may_refuse(template: str) -> bool:
    """Whether people may say that they want no e-mail of this kind."""
    return any(kind.template == template and not kind.must for kind in KINDS)
