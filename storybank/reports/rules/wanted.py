"""Which stories, passages or promises a figure counts: every condition given must hold. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.intake.models import StoryKind
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.verification.models import Finding

WAITING, CHECKED = "waiting", "checked"
FINDINGS = frozenset({*(one.value for one in Finding), WAITING, CHECKED})


class Show(StrEnum):
    """What a figure is counted from: coded passages, claims (linked passages), or whole stories."""

    CODED = "coded"
    LINKED = "linked"
    STORIES = "stories"


class Stage(StrEnum):
    """How far a promise has come. ``lowered`` and ``withdrawn`` are what was done to it.

    All but ``withdrawn`` are of promises that stand. ``evidenced``: somebody speaks for it.
    ``silent``: nobody speaks for it or against it. ``verified``: a claim for it was upheld, wholly
    or in part. ``delivered``: something is reported; ``delivered_within``: of a time that ended
    within the days of the report. ``contradicted``: somebody speaks against it.
    """

    PROMISED = "promised"
    DELIVERED = "delivered"
    DELIVERED_WITHIN = "delivered_within"
    EVIDENCED = "evidenced"
    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    SILENT = "silent"
    LOWERED = "lowered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Wanted:
    """Which words or promises: every condition given must hold.

    ``item`` stands for a framework's item and those below it, ``place`` for what lies within it,
    ``spot`` for a place without what lies within it.
    ``group`` is of the theme of a coded passage, or of the themes a promise is meant for.
    ``finding`` is one of ``Finding``, ``waiting``, or ``checked`` for any. Year 0: no day known.
    ``whom`` are the words of promises for whom they are meant (``Commitment.beneficiaries``).
    ``sender`` is the organisation that sent the stories in, ``unit`` what a promise counts. An
    empty supplier, department or unit: none is written down. ``prompt``: words that answer this
    question of those a storyteller is asked.
    """

    show: Show = Show.CODED
    theme: str | None = None
    group: str | None = None
    change: Change | None = None
    promise: UUID | None = None
    item: UUID | None = None
    stance: Stance | None = None
    finding: str | None = None
    contract: UUID | None = None
    place: UUID | None = None
    spot: UUID | None = None
    supplier: str | None = None
    department: str | None = None
    year: int | None = None
    kind: StoryKind | None = None
    stage: Stage | None = None
    sender: UUID | None = None
    unit: str | None = None
    whom: str | None = None
    prompt: str | None = None

    def query(self) -> dict[str, str]:
        """These conditions as the query of an address."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        if self.show is Show.CODED:
            del said["show"]
        # The report itself may be narrowed to one of these, under the same name.
        for name in _ALSO_ASKED:
            if name in said:
                said[f"only_{name}"] = said.pop(name)
        return {name: str(getattr(value, "value", value)) for name, value in said.items()}

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """Read the query of a figure's address.

        Raises:
            NotFound: it says something that no figure counts.
        """
        said: dict[str, Any] = {}
        try:
            for name, read in _READ.items():
                value = query.get(f"only_{name}" if name in _ALSO_ASKED else name)
                if value or (value == "" and name in _MAY_BE_EMPTY):
                    said[name] = read(value)
        except ValueError as error:
            raise NotFound("There is no such figure.") from error
        if said.get("finding") not in {None, *FINDINGS}:
            raise NotFound("There is no such finding.")
        if said.get("prompt") not in (None, "mattered"):
            raise NotFound("There is no such question.")
        return cls(**said)


_ALSO_ASKED = ("contract", "place", "supplier", "department", "kind")
_MAY_BE_EMPTY = ("supplier", "department", "unit")
_READ: Mapping[str, Any] = {
    "show": Show,
    "theme": str,
    "group": str,
    "change": Change,
    "promise": parse_public_id,
    "item": parse_public_id,
    "stance": Stance,
    "finding": str,
    "contract": parse_public_id,
    "place": parse_public_id,
    "spot": parse_public_id,
    "supplier": str,
    "department": str,
    "year": int,
    "kind": StoryKind,
    "stage": Stage,
    "sender": parse_public_id,
    "unit": str,
    "whom": str,
    "prompt": str,
}
